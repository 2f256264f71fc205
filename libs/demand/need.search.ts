import { Injectable, type OnModuleInit } from '@nestjs/common';
import { groupBy } from '#libs/common';
import { type Transaction } from '#libs/database';
import { ReferenceService, type ReferenceTables } from '#libs/reference';
import { type SearchDocument, type SearchSource, SearchSources, type SourceEntry } from '#libs/search';
import { Clause } from './clause.entity.js';
import { Need } from './need.entity.js';

/**
 * The document of a need; null when it may not be found. Of its own row, which is public, and of public clauses: members' and
 * invited parts and the budget never enter it. Update and rebuild both use it.
 * @param tables where the names of its codes come from
 */
export function toDocument(
  need: Need,
  clauses: readonly Clause[],
  tables: ReferenceTables,
): SearchDocument | null {
  if (need.status !== 'open') return null;
  const { scenario, challenge } = need;
  const open = clauses.filter((clause) => clause.disclosure === 'public').map((clause) => clause.text);
  const texts = [
    need.body,
    ...open,
    scenario?.site,
    scenario?.anchorProject,
    scenario?.acceptancePlan,
    challenge?.acceptance,
  ];
  const names = [
    ...need.chainNodes.map((code) => chainWords(code, tables)),
    tables.findIndustry(need.industryCode ?? '')?.name,
    regionWords(need.regionCode, tables),
    need.procurementLabel,
  ];
  return {
    kind: 'need',
    id: need.id,
    version: need.version,
    title: need.title,
    fields: [
      { weight: 'A', text: need.title },
      { weight: 'B', text: joined(names) },
      { weight: 'C', text: joined(texts) },
    ],
  };
}

const joined = (texts: readonly (string | null | undefined)[]) =>
  texts.filter((text) => text != null && text !== '').join(' ');

/** Names of the node and its chain, so that 新能源 finds what stands in that chain. */
function chainWords(code: string, tables: ReferenceTables): string {
  const node = tables.findChainNode(code);
  return node === null ? '' : `${node.name} ${tables.findChain(node.chain)?.name ?? ''}`;
}

/** Names of a region and of those around it, so that 江苏 finds what is in 苏州. */
function regionWords(code: string | null, tables: ReferenceTables): string {
  const region = code === null ? null : tables.findRegion(code);
  return region === null ? '' : `${region.name} ${regionWords(region.parent, tables)}`.trim();
}

@Injectable()
export class NeedSearchSource implements SearchSource, OnModuleInit {
  readonly kind = 'need';

  constructor(
    private readonly sources: SearchSources,
    private readonly reference: ReferenceService,
  ) {}

  onModuleInit(): void {
    this.sources.register(this);
  }

  async load(tx: Transaction, ids: readonly string[]): Promise<readonly SourceEntry[]> {
    const needs = await tx.manager.createQueryBuilder(Need, 'n').where('n.id = ANY(:ids)', { ids }).getMany();
    const clauses = await tx.manager
      .createQueryBuilder(Clause, 'c')
      .where('c.need_id = ANY(:ids)', { ids })
      .orderBy('c.position')
      .getMany();
    const tables = await this.reference.tables(tx.scope);
    const byNeed = groupBy(clauses, (clause) => clause.needId);
    return needs.map((need) => ({
      id: need.id,
      document: toDocument(need, byNeed.get(need.id) ?? [], tables),
    }));
  }
}
