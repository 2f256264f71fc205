import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CLOCK, type Clock, dayInChina, groupBy } from '#libs/common';
import { type Transaction } from '#libs/database';
import { loadOrganisationFacts, type OrganisationFacts } from '#libs/identity';
import { type VersionedId } from '#libs/messaging';
import { ReferenceService, type ReferenceTables } from '#libs/reference';
import {
  Dated,
  industryTags,
  organisationTags,
  type SearchDocument,
  type SearchSource,
  SearchSources,
  type SourceEntry,
  type Tags,
  withAncestors,
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

/**
 * The document of a need; null when it may not be found. Of its own row, which is public, and of public clauses: members' and
 * invited parts and the budget never enter it. Update and rebuild both use it.
 */
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
      { weight: 'B', text: namesOf(need, tables) },
      { weight: 'C', text: textsOf(need, open) },
    ],
    organisationId: need.organisationId,
    tags: { ...tagsOf(need, open, tables), ...owner },
    publishedAt: need.publishedAt,
    deadline: need.deadline,
    freshUntil: dated.freshUntil,
  };
}

function textsOf({ body, scenario, challenge }: Need, clauses: readonly Clause[]): string {
  const words = clauses.map((clause) => clause.text);
  const { site, anchorProject, acceptancePlan } = scenario ?? {};
  return joined([body, ...words, site, anchorProject, acceptancePlan, challenge?.acceptance]);
}

function namesOf(need: Need, tables: ReferenceTables): string {
  return joined([
    ...need.chainNodes.map((code) => chainWords(code, tables)),
    tables.findIndustry(need.industryCode ?? '')?.name,
    regionWords(need.regionCode, tables),
    need.procurementLabel,
  ]);
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

/** Further public columns of a need become facets by a line here and a filter in need.filter.ts. */
function tagsOf(need: Need, clauses: readonly Clause[], tables: ReferenceTables): Tags {
  const conditions = clauses.map((clause) => clause.condition);
  const asked = conditions.filter((one) => one.type === 'chain_node').map((one) => one.code);
  const nodes = [...new Set([...need.chainNodes, ...asked])];
  const listings = conditions.filter(
    (one): one is ClauseCondition & { type: 'first_unit' } => one.type === 'first_unit',
  );
  return {
    need_kind: [need.kind],
    place:
      need.regionCode === null
        ? []
        : withAncestors(need.regionCode, (code) => tables.findRegion(code)?.parent ?? null),
    industry:
      need.industryCode === null
        ? []
        : industryTags(need.industryCode, (code) => tables.findIndustry(code)?.parent ?? null),
    procurement_way: need.procurementWay === null ? [] : [need.procurementWay],
    chain_node: nodes,
    chain: nodes.flatMap((code) => tables.findChainNode(code)?.chain ?? []),
    first_unit_kind: [
      ...listings.map((one) => one.kind),
      ...(need.scenario?.equipment == null ? [] : [need.scenario.equipment]),
    ],
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
