import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#libs/common';
import { type GraphqlClient } from '../../graphql-client.js';

const LOOK_MS = 10;
const PATIENCE_MS = 120_000;

interface Outcome {
  readonly id?: string;
  readonly version?: number;
}

/**
 * Milliseconds from the answer of `publishProduct` until `searchProducts` finds the product, through the front door.
 * @param word that no other product has
 */
export async function publishAndFind(supplier: GraphqlClient, word: string): Promise<number> {
  const { createProduct } = await supplier.send<{ createProduct: Outcome }>(
    `mutation ($input: CreateProductInput!) { createProduct(input: $input) { ... on Product { id } } }`,
    { input: { sku: word, name: `Probe ${word}`, summary: word } },
  );
  await supplier.send<{ publishProduct: Outcome }>(
    `mutation ($id: UUID!) { publishProduct(id: $id) { ... on Product { id } } }`,
    { id: createProduct.id },
  );
  const began = performance.now();
  for (;;) {
    const { searchProducts } = await supplier.send<{ searchProducts: { edges: { node: Outcome }[] } }>(
      'query ($text: String!) { searchProducts(text: $text, first: 1) { edges { node { id } } } }',
      { text: word },
    );
    const waited = performance.now() - began;
    if (searchProducts.edges[0]?.node.id === createProduct.id) return waited;
    if (waited > PATIENCE_MS)
      throw new AppError('MEASURE_FAILED', {
        zh: '已发布的产品未进入搜索',
        en: 'A published product was not found by search',
      });
    await sleep(LOOK_MS);
  }
}

/** Publishes and finds one product after another. @param enough asked before each */
export async function measureLag(
  supplier: GraphqlClient,
  prefix: string,
  enough: (done: number) => boolean,
): Promise<number[]> {
  const lags: number[] = [];
  while (!enough(lags.length)) lags.push(await publishAndFind(supplier, `${prefix}${lags.length}zz`));
  return lags;
}
