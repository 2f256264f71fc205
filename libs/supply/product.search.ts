import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CLOCK, type Clock, dayInChina } from '#libs/common';
import { type Transaction } from '#libs/database';
import { loadOrganisationFacts, type OrganisationFacts } from '#libs/identity';
import { type VersionedId } from '#libs/messaging';
import { ReferenceService, type ReferenceTables } from '#libs/reference';
import {
  certificateTag,
  Dated,
  industryTags,
  organisationTags,
  priceBand,
  type SearchDocument,
  type SearchSource,
  SearchSources,
  type SourceEntry,
  type Tags,
  type WeightedText,
  withAncestors,
} from '#libs/search';
import { Product } from './product.entity.js';
import { lastDayListed, type StatedParameter } from './product.types.js';

/** What a document takes from outside its row. */
export interface ProductSurroundings {
  /** Where the names of codes come from. */
  readonly tables: ReferenceTables;
  readonly organisation: OrganisationFacts;
  /** Today in China: expired certificates and listings are no facets. */
  readonly day: string;
}

/** The document of a product; null when it may not be found. Update and rebuild both use it. */
export function toDocument(
  product: Product,
  { tables, organisation, day }: ProductSurroundings,
): SearchDocument | null {
  if (product.status !== 'published' || organisation.status === 'suspended') return null;
  const dated = new Dated(day);
  const tags = tagsOf(product, tables, dated);
  const owner = organisationTags(organisation, (code) => tables.findRegion(code)?.parent ?? null, dated);
  return {
    kind: 'product',
    id: product.id,
    version: product.version,
    title: product.name,
    fields: [...textsOf(product, tables), { weight: 'B', text: organisation.name, isName: true }],
    organisationId: product.organisationId,
    tags: { ...tags, ...owner },
    publishedAt: product.publishedAt,
    price: product.price,
    leadTimeDays: product.leadTimeDays,
    parameters: product.parameters.flatMap(({ code, ...stated }) =>
      code === null ? [] : [{ code, ...stated }],
    ),
    freshUntil: dated.freshUntil,
  };
}

function textsOf(product: Product, tables: ReferenceTables): WeightedText[] {
  const nodes = product.chainNodes.map((code) => chainWords(code, tables)).join(' ');
  const industry = tables.findIndustry(product.industryCode ?? '')?.name ?? '';
  const certificates = product.certificates.map((held) => held.name).join(' ');
  const { capacity, firstUnit } = product;
  const made = capacity === null ? '' : `${capacity.quantity}${capacity.unit}`;
  const listing = firstUnit === null ? '' : `${firstUnit.catalogue} ${firstUnit.item}`;
  return [
    { weight: 'A', text: product.name, isName: true },
    { weight: 'B', text: `${product.sku} ${product.category ?? ''} ${nodes} ${certificates}` },
    {
      weight: 'C',
      text: `${product.summary} ${product.parameters.map(parameterWords).join(' ')} ${industry} ${made} ${listing}`,
    },
  ];
}

/** Each end with its unit, so that both are found as quantities. */
function parameterWords({ name, low, high, unit, condition }: StatedParameter): string {
  const ends = [...new Set([low, high])].filter((end) => end !== null).map((end) => `${end}${unit}`);
  return `${name} ${ends.join(' ')} ${condition ?? ''}`;
}

/** Names of the node and its chain, so that 新能源 finds what stands in that chain. */
function chainWords(code: string, tables: ReferenceTables): string {
  const node = tables.findChainNode(code);
  return node === null ? '' : `${node.name} ${tables.findChain(node.chain)?.name ?? ''}`;
}

function tagsOf(product: Product, tables: ReferenceTables, dated: Dated): Tags {
  const parentRegion = (code: string) => tables.findRegion(code)?.parent ?? null;
  const served = product.regionsServed ?? [];
  const band = priceBand(product.price);
  const { firstUnit } = product;
  const inForce = firstUnit !== null && dated.holds(firstUnit.listedOn, lastDayListed(firstUnit));
  const listing = inForce ? firstUnit : null;
  return {
    industry:
      product.industryCode === null
        ? []
        : industryTags(product.industryCode, (code) => tables.findIndustry(code)?.parent ?? null),
    chain: product.chainNodes.flatMap((code) => tables.findChainNode(code)?.chain ?? []),
    chain_node: product.chainNodes,
    serves: served,
    serves_in: served.flatMap((code) => withAncestors(code, parentRegion)),
    certificate: product.certificates
      .filter((held) => dated.holds(held.issuedOn, held.validTo))
      .map((held) => certificateTag(held.name)),
    first_unit_kind: listing === null ? [] : [listing.kind],
    first_unit_level: listing === null ? [] : [listing.level],
    stage: product.stages,
    price_band: band === null ? [] : [band],
  };
}

@Injectable()
export class ProductSearchSource implements SearchSource, OnModuleInit {
  readonly kind = 'product';

  constructor(
    private readonly sources: SearchSources,
    private readonly reference: ReferenceService,
    @Inject(CLOCK) private readonly clock: Clock,
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
    const organisations = await loadOrganisationFacts(
      tx,
      rows.map((row) => row.organisationId),
    );
    const day = dayInChina(this.clock.now());
    return rows.map((row) => {
      const organisation = organisations.get(row.organisationId);
      const document = organisation === undefined ? null : toDocument(row, { tables, organisation, day });
      return { id: row.id, document };
    });
  }

  idsOf(
    tx: Transaction,
    organisationId: string | null,
    afterId: string | null,
    limit: number,
  ): Promise<VersionedId[]> {
    const query = tx.manager
      .createQueryBuilder(Product, 'p')
      .select(['p.id AS id', 'p.version AS version'])
      .where("p.status = 'published'")
      .orderBy('p.id')
      .limit(limit);
    if (organisationId !== null) query.andWhere('p.organisation_id = :organisationId', { organisationId });
    if (afterId !== null) query.andWhere('p.id > :afterId', { afterId });
    return query.getRawMany<VersionedId>();
  }

  async basis(tx: Transaction): Promise<string> {
    return String((await this.reference.tables(tx.scope)).version);
  }
}
