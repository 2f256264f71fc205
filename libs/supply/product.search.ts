import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Transaction } from '#libs/database';
import { findChain, findChainNode } from '#libs/reference';
import { type SearchDocument, type SearchSource, SearchSources, type SourceEntry } from '#libs/search';
import { Product } from './product.entity.js';

/** The document of a product; null when it may not be found. Update and rebuild both use it. */
export function toDocument(product: Product): SearchDocument | null {
  if (product.status !== 'published') return null;
  const parameters = product.parameters
    .map((p) => `${p.name} ${p.low ?? ''} ${p.high ?? ''}${p.unit}`)
    .join(' ');
  const nodes = product.chainNodes.map(chainWords).join(' ');
  return {
    kind: 'product',
    id: product.id,
    version: product.version,
    title: product.name,
    fields: [
      { weight: 'A', text: product.name },
      { weight: 'B', text: `${product.sku} ${nodes} ${product.certificates.join(' ')}` },
      { weight: 'C', text: `${product.summary} ${parameters}` },
    ],
  };
}

/** Names of the node and its chain, so that 新能源 finds what stands in that chain. */
function chainWords(code: string): string {
  const node = findChainNode(code);
  return node === null ? '' : `${node.name} ${findChain(node.chain)?.name ?? ''}`;
}

@Injectable()
export class ProductSearchSource implements SearchSource, OnModuleInit {
  readonly kind = 'product';

  constructor(private readonly sources: SearchSources) {}

  onModuleInit(): void {
    this.sources.register(this);
  }

  async load(tx: Transaction, ids: readonly string[]): Promise<readonly SourceEntry[]> {
    const rows = await tx.manager
      .createQueryBuilder(Product, 'p')
      .where('p.id = ANY(:ids)', { ids })
      .getMany();
    return rows.map((row) => ({ id: row.id, document: toDocument(row) }));
  }
}
