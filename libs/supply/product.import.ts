import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CLOCK, type Clock, isProblem, newId, type RowFault, type SourceRecord } from '#libs/common';
import { type Transaction } from '#libs/database';
import { ownersOf } from '#libs/identity';
import {
  type CheckedRow,
  firstOfOwners,
  type GoodRow,
  type ImportContext,
  type ImportReach,
  type ImportTarget,
  ImportTargets,
  readPublish,
  type RowOutcome,
} from '#libs/intake';
import { Outbox, type VersionedId } from '#libs/messaging';
import { isAccountingItem } from './accounting-item.js';
import { cellFault, namedFields, productColumns, readProduct } from './product.columns.js';
import { productsChanged } from './product.events.js';
import { checkProduct, type ProductFields } from './product.input.js';
import { PRODUCT_FAULTS } from './product.faults.js';
import { type ProductPatch, upsertProducts } from './product.upsert.js';

/** A product of a row: only what its file says. */
export interface ProductRow {
  /** As the row names it; null when the import is for one organisation. */
  readonly organisation: string | null;
  readonly fields: Partial<ProductFields> & Pick<ProductFields, 'sku' | 'name'>;
  /** null leaves the state as it is, and a new product a draft. */
  readonly publish: boolean | null;
}

/** Rows of products: the checks of `createProduct`, written set by set. Keyed by organisation and SKU. */
@Injectable()
export class ProductImport implements ImportTarget<ProductRow>, OnModuleInit {
  readonly kind = 'products';
  readonly faultTexts = PRODUCT_FAULTS;
  readonly needsSource = false;

  constructor(
    private readonly targets: ImportTargets,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.targets.register(this);
  }

  /** A supplier imports its own products; operators of the platform anybody's. */
  reach(role: string | null): ImportReach {
    if (role === null || role === 'platform_operator') return 'any';
    return role === 'sme_member' || role === 'sme_admin' ? 'own' : 'none';
  }

  columns({ organisationId }: Pick<ImportContext, 'organisationId'>) {
    return productColumns(organisationId === null);
  }

  check(record: SourceRecord, context: ImportContext): GoodRow<ProductRow> | readonly RowFault[] {
    const { input, faults: unreadable, parameterColumns } = readProduct(record);
    const faults = [...unreadable];
    const publish = readPublish(record, context.options.publish, faults);
    const found = [...faults];
    const organisation = context.organisationId === null ? (record.organisation ?? '') : null;
    if (organisation === '') found.push({ column: 'organisation', code: 'UNKNOWN_ORGANISATION' });
    if (isAccountingItem(record.name ?? '')) found.push({ column: 'name', code: 'ACCOUNTING_ITEM' });
    const fields = checkProduct(input);
    if (isProblem(fields)) found.push(...fields.issues.map((issue) => cellFault(issue, parameterColumns)));
    // A cell that could not be read is empty to the checks, and is told once.
    const unread = new Set(faults.map(({ column }) => column));
    const told = found.filter((fault, place) => place < faults.length || !unread.has(fault.column));
    if (found.length > 0 || isProblem(fields)) return told;
    const named = namedFields(record).map((field) => [field, fields[field]] as const);
    const given = { ...Object.fromEntries(named), sku: fields.sku, name: fields.name };
    return {
      fields: { organisation, fields: given, publish },
      key: JSON.stringify([organisation, fields.sku]),
    };
  }

  async write(
    tx: Transaction,
    rows: readonly CheckedRow<ProductRow>[],
    context: ImportContext,
  ): Promise<readonly RowOutcome[]> {
    const names = rows.map((row) => row.fields.organisation ?? '');
    const owners = await ownersOf(tx, names, 'sme', context);
    const outcomes: RowOutcome[] = rows.map(() => 'unchanged');
    const patches: ProductPatch[] = [];
    rows.forEach((row, place) => {
      const owner = owners[place];
      if (typeof owner === 'object' && owner !== null)
        patches.push({ place, id: newId(), organisationId: owner.id, ...patchOf(row.fields) });
      else outcomes[place] = [{ column: 'organisation', code: ownerFault(owner) }];
    });
    const { first, again } = await firstOfOwners(tx, context, patches, ({ sku }) => sku);
    for (const { place } of again) outcomes[place] = [{ column: '', code: 'DUPLICATE_ROW' }];
    const written = await upsertProducts(tx, first, this.clock.now());
    for (const { place, outcome } of written) {
      outcomes[place] =
        outcome === 'incomplete' ? [{ column: 'summary', code: 'PRODUCT_INCOMPLETE' }] : outcome;
    }
    await this.#tell(
      tx,
      written.filter(({ tell }) => tell).map(({ id, version }) => ({ id, version })),
      context.batchId,
    );
    return outcomes;
  }

  /** The one outbox row of a batch: what buyers may see of it, or could before. */
  async #tell(tx: Transaction, items: readonly VersionedId[], batchId?: string): Promise<void> {
    await productsChanged(tx, this.outbox, 'product.imported', items, batchId);
  }
}

const ownerFault = (owner: null | 'other_kind' | undefined) =>
  owner === 'other_kind' ? 'NO_SUPPLIER' : 'UNKNOWN_ORGANISATION';

/** Columns of the table that a row says something about. */
function patchOf({ fields, publish }: ProductRow): Pick<ProductPatch, 'sku' | 'patch' | 'publish'> {
  const { sku, industryCode, chainNodes, leadTimeDays, regionsServed, firstUnit, ...same } = fields;
  const renamed = {
    industry_code: industryCode,
    chain_nodes: chainNodes,
    lead_time_days: leadTimeDays,
    regions_served: regionsServed,
    first_unit: firstUnit,
  };
  const patch = Object.fromEntries(
    Object.entries({ ...same, ...renamed }).filter(([, value]) => value !== undefined),
  );
  return { sku, patch, publish };
}
