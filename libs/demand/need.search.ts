import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CLOCK, type Clock, dayInChina, groupBy } from '#libs/common';
import { type Transaction } from '#libs/database';
import { loadOrganisationFacts, type OrganisationFacts } from '#libs/identity';
import { type VersionedId } from '#libs/messaging';
import { ReferenceService, type ReferenceTables } from '#libs/reference';
import {
  Dated,
  organisationTags,
  type SearchDocument,
  type SearchSource,
  SearchSources,
  type SourceEntry,
  type Tags,
} from '#libs/search';
import { Clause, type ClauseCondition } from './clause.entity.js';
import { Need } from './need.entity.js';

/** What a document takes from outside its need. */
export interface NeedSurroundings {
  readonly tables: ReferenceTables;
  readonly organisation: OrganisationFacts;
  /** Today in China. */
  readonly day: string;
}

/** The document of a need; null when it may not be found. Only public clauses enter it. */
export function toDocument(
  need: Need,
  clauses: readonly Clause[],
  { tables, organisation, day }: NeedSurroundings,
): SearchDocument | null {
  if (need.status !== 'open' || organisation.status === 'suspended') return null;
  const open = clauses.filter((clause) => clause.disclosure === 'public');
  const dated = new Dated(day);
  const owner = organisationTags(organisation, (code) => tables.findRegion(code)?.parent ?? null, dated);
  return {
    kind: 'need',
    id: need.id,
    version: need.version,
    title: need.title,
    fields: [
      { weight: 'A', text: need.title, isName: true },
      { weight: 'B', text: organisation.name, isName: true },
      { weight: 'C', text: `${need.body} ${open.map((clause) => clause.text).join(' ')}` },
    ],
    organisationId: need.organisationId,
    tags: { ...tagsOf(need, open, tables), ...owner },
    publishedAt: need.publishedAt,
    deadline: need.deadline,
    freshUntil: dated.freshUntil,
  };
}

/** Further public columns of a need become facets by a line here and a filter in need.filter.ts. */
function tagsOf(need: Need, clauses: readonly Clause[], tables: ReferenceTables): Tags {
  const conditions = clauses.map((clause) => clause.condition);
  const nodes = conditions.filter((one) => one.type === 'chain_node').map((one) => one.code);
  const listings = conditions.filter(
    (one): one is ClauseCondition & { type: 'first_unit' } => one.type === 'first_unit',
  );
  return {
    need_kind: [need.kind],
    chain_node: nodes,
    chain: nodes.flatMap((code) => tables.findChainNode(code)?.chain ?? []),
    first_unit_kind: listings.map((one) => one.kind),
  };
}

@Injectable()
export class NeedSearchSource implements SearchSource, OnModuleInit {
  readonly kind = 'need';

  constructor(
    private readonly sources: SearchSources,
    private readonly reference: ReferenceService,
    @Inject(CLOCK) private readonly clock: Clock,
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
    const byNeed = groupBy(clauses, (clause) => clause.needId);
    const tables = await this.reference.tables(tx.scope);
    const organisations = await loadOrganisationFacts(
      tx,
      needs.map((need) => need.organisationId),
    );
    const day = dayInChina(this.clock.now());
    return needs.map((need) => {
      const organisation = organisations.get(need.organisationId);
      if (organisation === undefined) return { id: need.id, document: null };
      const document = toDocument(need, byNeed.get(need.id) ?? [], { tables, organisation, day });
      return { id: need.id, document };
    });
  }

  idsOf(
    tx: Transaction,
    organisationId: string | null,
    afterId: string | null,
    limit: number,
  ): Promise<VersionedId[]> {
    const query = tx.manager
      .createQueryBuilder(Need, 'n')
      .select(['n.id AS id', 'n.version AS version'])
      .where("n.status = 'open'")
      .orderBy('n.id')
      .limit(limit);
    if (organisationId !== null) query.andWhere('n.organisation_id = :organisationId', { organisationId });
    if (afterId !== null) query.andWhere('n.id > :afterId', { afterId });
    return query.getRawMany<VersionedId>();
  }

  async basis(tx: Transaction): Promise<string> {
    return String((await this.reference.tables(tx.scope)).version);
  }
}
