import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#libs/common';
import { type GraphqlClient } from '../graphql-client.js';
import { DEMO_PASSWORD } from './data.js';

/** What the worker's health server says of the outbox. */
interface Readiness {
  checks: { outbox?: { detail?: { pending: number; sent: number; failed: number } } };
}

/** Waits until the worker of a throw-away platform has nothing left to do. @throws AppError when a job failed or it takes longer than a minute */
export async function waitForQuiet(workerUrl: () => string): Promise<void> {
  for (let round = 0; round < 600; round += 1) {
    const answer = await fetch(`${workerUrl()}/ready`)
      .then((response) => response.json() as Promise<Readiness>)
      .catch(() => null);
    const outbox = answer?.checks.outbox?.detail;
    if (outbox !== undefined && outbox.failed > 0) break;
    if (outbox?.pending === 0 && outbox.sent === 0) return;
    await sleep(100);
  }
  throw new AppError('JOBS_NOT_DONE', { zh: '后台任务未能完成', en: 'The background jobs did not finish' });
}

/** Signs everybody in, one after another. */
export async function signInAll(
  client: GraphqlClient,
  emails: readonly string[],
): Promise<Map<string, GraphqlClient>> {
  const clients = new Map<string, GraphqlClient>();
  for (const email of emails) clients.set(email, await client.signIn(email, DEMO_PASSWORD));
  return clients;
}

interface Listed {
  edges: { node: { id: string; status: string; key: string } }[];
}

interface Outcome {
  id?: string;
  message?: string;
  issues?: { path: string; message: string }[];
}

/** Lists and publishes a product, or finds it when an earlier start did. @returns its id */
export async function ensureProduct(client: GraphqlClient, product: { sku: string }): Promise<string> {
  const { products } = await client.send<{ products: Listed }>(
    '{ products(first: 100) { edges { node { id status key: sku } } } }',
  );
  const present = products.edges.find((edge) => edge.node.key === product.sku)?.node;
  const id = present?.id ?? (await create(client, 'createProduct', 'CreateProductInput', product));
  if (present?.status !== 'PUBLISHED') await change(client, 'publishProduct', id);
  return id;
}

/** Writes and publishes a need, or finds it when an earlier start did. @returns its id */
export async function ensureNeed(client: GraphqlClient, need: { title: string }): Promise<string> {
  const { needs } = await client.send<{ needs: Listed }>(
    '{ needs(first: 100) { edges { node { id status key: title } } } }',
  );
  const present = needs.edges.find((edge) => edge.node.key === need.title)?.node;
  const id = present?.id ?? (await create(client, 'createNeed', 'CreateNeedInput', need));
  if (present === undefined || present.status === 'DRAFT') await change(client, 'publishNeed', id);
  return id;
}

const PARTS = '__typename ... on Problem { message } ... on InvalidInput { issues { path message } }';

async function create(client: GraphqlClient, field: string, type: string, input: object): Promise<string> {
  const success = type === 'CreateNeedInput' ? 'Need' : 'Product';
  const data = await client.send<Record<string, Outcome>>(
    `mutation ($input: ${type}!) { ${field}(input: $input) { ${PARTS} ... on ${success} { id } } }`,
    { input },
  );
  return idOf(field, data[field]);
}

async function change(
  client: GraphqlClient,
  field: 'publishProduct' | 'publishNeed',
  id: string,
): Promise<void> {
  const success = field === 'publishNeed' ? 'Need' : 'Product';
  const data = await client.send<Record<string, Outcome>>(
    `mutation ($id: UUID!) { ${field}(id: $id) { ... on Problem { message } ... on ${success} { id } } }`,
    { id },
  );
  idOf(field, data[field]);
}

function idOf(field: string, outcome: Outcome | undefined): string {
  if (outcome?.id !== undefined) return outcome.id;
  const detail = `${outcome?.message ?? ''} ${JSON.stringify(outcome?.issues ?? [])}`;
  throw new AppError(
    'DEMO_FAILED',
    { zh: '演示数据未被接受：{detail}', en: 'The demonstration data were refused: {detail}' },
    { detail: `${field} ${detail}` },
  );
}
