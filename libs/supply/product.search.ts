import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Transaction } from '#libs/database';
import { ReferenceService, type ReferenceTables } from '#libs/reference';
import { type SearchDocument, type SearchSource, SearchSources, type SourceEntry } from '#libs/search';
import { Product } from './product.entity.js';

/**
 * The document of a product; null when it may not be found. Update and rebuild both use it.
 * @param tables where the names of its codes come from
 */
export function toDocument(product: Product, tables: ReferenceTables): SearchDocument | null {
  if (product.status !== 'published') return null;
  const parameters = product.parameters
    .map((p) => `${p.name} ${p.low ?? ''} ${p.high ?? ''}${p.unit}`)
    .join(' ');
  const nodes = product.chainNodes.map((code) => chainWords(code, tables)).join(' ');
  const industry = tables.findIndustry(product.industryCode ?? '')?.name ?? '';
  const certificates = product.certificates.map((held) => held.name).join(' ');
  return {
    kind: 'product',
    id: product.id,
    version: product.version,
    title: product.name,
    fields: [
      { weight: 'A', text: product.name },
      { weight: 'B', text: `${product.sku} ${product.category ?? ''} ${nodes} ${certificates}` },
      { weight: 'C', text: `${product.summary} ${parameters} ${industry}` },
    ],
  };
}

/** Names of the node and its chain, so that 新能源 finds what stands in that chain. */
function chainWords(code: string, tables: ReferenceTables): string {
  const node = tables.findChainNode(code);
  return node === null ? '' : `${node.name} ${tables.findChain(node.chain)?.name ?? ''}`;
}

@Injectable()
export class ProductSearchSource implements SearchSource, OnModuleInit {
  readonly kind = 'product';

  constructor(
    private readonly sources: SearchSources,
    private readonly reference: ReferenceService,
  ) {}

  onModuleInit(): void {
    this.sources.register(this);
  }

  async load(tx: Transaction, ids: readonly string[]): Promise<readonly SourceEntry[]> {
    const rows = await tx.manager
      .createQueryBuilder(Product, 'p')
      .where('p.id = ANY(:ids)', { ids })
      .getMany();
    const tables = await this.reference.tables(tx.scope);
    return rows.map((row) => ({ id: row.id, document: toDocument(row, tables) }));
  }
}
