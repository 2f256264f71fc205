import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Transaction } from '#libs/database';
import { type SearchDocument, type SearchSource, SearchSources, type SourceEntry } from '#libs/search';
import { groupBy } from '#libs/common';
import { Clause } from './clause.entity.js';
import { Need } from './need.entity.js';

/** The document of a need; null when it may not be found. Only public clauses enter it. */
export function toDocument(need: Need, clauses: readonly Clause[]): SearchDocument | null {
  if (need.status !== 'open') return null;
  const open = clauses.filter((clause) => clause.disclosure === 'public');
  return {
    kind: 'need',
    id: need.id,
    version: need.version,
    title: need.title,
    fields: [
      { weight: 'A', text: need.title },
      { weight: 'C', text: `${need.body} ${open.map((clause) => clause.text).join(' ')}` },
    ],
  };
}

@Injectable()
export class NeedSearchSource implements SearchSource, OnModuleInit {
  readonly kind = 'need';

  constructor(private readonly sources: SearchSources) {}

  onModuleInit(): void {
    this.sources.register(this);
  }

  async load(tx: Transaction, ids: readonly string[]): Promise<readonly SourceEntry[]> {
    const needs = await tx.manager.createQueryBuilder(Need, 'n').where('n.id = ANY(:ids)', { ids }).getMany();
    const clauses = await tx.manager
      .createQueryBuilder(Clause, 'c')
      .where('c.need_id = ANY(:ids)', { ids })
      .getMany();
    const byNeed = groupBy(clauses, (clause) => clause.needId);
    return needs.map((need) => ({ id: need.id, document: toDocument(need, byNeed.get(need.id) ?? []) }));
  }
}
