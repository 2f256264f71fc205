import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CLOCK, type Clock, isProblem, type RowFault, type SourceRecord } from '#libs/common';
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
import { Outbox } from '#libs/messaging';
import { cellFault, namedFields, needColumns, readNeed } from './need.columns.js';
import { needsChanged } from './need.events.js';
import { NEED_FAULTS } from './need.faults.js';
import { checkNeed } from './need.input.js';
import { type GivenNeed, upsertNeeds } from './need.upsert.js';

/** A need of a row. */
export interface NeedRow extends Omit<GivenNeed, 'place' | 'organisationId'> {
  /** As the row names it; null when the import is for one organisation. */
  readonly organisation: string | null;
}

const MAX_REFERENCE = 100;

/** Rows of needs: the checks of `createNeed`. Keyed by organisation and what its owner calls a need. */
@Injectable()
export class NeedImport implements ImportTarget<NeedRow>, OnModuleInit {
  readonly kind = 'needs';
  readonly faultTexts = NEED_FAULTS;
  readonly needsSource = false;

  constructor(
    private readonly targets: ImportTargets,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.targets.register(this);
  }

  /** A buyer imports its own needs; operators of the platform anybody's. */
  reach(role: string | null): ImportReach {
    if (role === null || role === 'platform_operator') return 'any';
    return role === 'soe_buyer' || role === 'soe_admin' ? 'own' : 'none';
  }

  columns({ organisationId }: Pick<ImportContext, 'organisationId'>) {
    return needColumns(organisationId === null);
  }

  check(record: SourceRecord, context: ImportContext): GoodRow<NeedRow> | readonly RowFault[] {
    const { input, faults: unreadable, clauseColumns } = readNeed(record);
    const faults = [...unreadable];
    const publish = readPublish(record, context.options.publish, faults);
    // A cell that could not be read is empty to the checks, and is told once.
    const unread = new Set(faults.map(({ column }) => column));
    const organisation = context.organisationId === null ? (record.organisation ?? '') : null;
    if (organisation === '') faults.push({ column: 'organisation', code: 'UNKNOWN_ORGANISATION' });
    const reference = record.reference ?? '';
    if (reference === '' || reference.length > MAX_REFERENCE)
      faults.push({ column: 'reference', code: 'BAD_REFERENCE' });
    const fields = checkNeed(input);
    if (isProblem(fields)) {
      const found = fields.issues.map((issue) => cellFault(issue, clauseColumns));
      faults.push(...found.filter(({ column }) => !unread.has(column)));
    }
    if (faults.length > 0 || isProblem(fields)) return faults;
    return {
      fields: { organisation, reference, fields, named: namedFields(record), publish },
      key: JSON.stringify([organisation, reference]),
    };
  }

  async write(
    tx: Transaction,
    rows: readonly CheckedRow<NeedRow>[],
    context: ImportContext,
  ): Promise<readonly RowOutcome[]> {
    const names = rows.map((row) => row.fields.organisation ?? '');
    const owners = await ownersOf(tx, names, 'soe', context);
    const given: GivenNeed[] = [];
    const outcomes = rows.map(({ fields: { organisation: _named, ...row } }, place): RowOutcome => {
      const owner = owners[place];
      if (owner === 'other_kind') return [{ column: 'organisation', code: 'NO_BUYER' }];
      if (owner == null) return [{ column: 'organisation', code: 'UNKNOWN_ORGANISATION' }];
      given.push({ ...row, place, organisationId: owner.id });
      return 'unchanged';
    });
    const { first, again } = await firstOfOwners(tx, context, given, ({ reference }) => reference);
    for (const { place } of again) outcomes[place] = [{ column: '', code: 'DUPLICATE_ROW' }];
    const written = await upsertNeeds(tx, first, this.clock.now());
    for (const [place, outcome] of written.outcomes) outcomes[place] = outcome;
    await needsChanged(tx, this.outbox, 'need.imported', written.tell, context.batchId);
    return outcomes;
  }
}
