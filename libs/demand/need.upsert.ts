import { isDeepStrictEqual } from 'node:util';
import { groupBy, isProblem, newId, type RowFault } from '#libs/common';
import { type Transaction } from '#libs/database';
import { type RowOutcome } from '#libs/intake';
import { type VersionedId } from '#libs/messaging';
import { type Clause } from './clause.entity.js';
import { cellFault } from './need.columns.js';
import { Need, type NeedStatus } from './need.entity.js';
import { checkNeed, type NeedFields, type NeedInput } from './need.input.js';
import {
  fieldsOf,
  insertClauses,
  keepVersion,
  loadClauses,
  loadParts,
  partsOf,
  rowOf,
  writeClauses,
  writeParts,
} from './need.store.js';
import { NeedPart } from './need-part.entity.js';
import { type KeptClause, NeedVersion, snapshotOf } from './need-version.entity.js';

/** A need as a row gives it. */
export interface GivenNeed {
  /** Place of its row in the batch. */
  readonly place: number;
  readonly organisationId: string;
  /** What its owner calls it. */
  readonly reference: string;
  /** Whole, as a new need has them. */
  readonly fields: NeedFields;
  /** Those that the row says; of a need that is there the others stay. */
  readonly named: readonly (keyof NeedFields)[];
  /** null leaves its state as it is. */
  readonly publish: boolean | null;
}

/** What became of the rows, and of which needs index and matching must hear. */
export interface WrittenNeeds {
  readonly outcomes: ReadonlyMap<number, RowOutcome>;
  readonly tell: readonly VersionedId[];
}

interface Known {
  readonly need: Need;
  readonly fields: NeedFields;
  readonly clauses: readonly Clause[];
}

/**
 * Adds needs in a constant number of statements and changes those that say something else, each with its version. What says what is
 * there already changes nothing, a clause that stays keeps its id. Batches of needs take turns: they are few, and a need is rows of
 * four tables.
 * @param given each organisation and reference once
 */
export async function upsertNeeds(
  tx: Transaction,
  given: readonly GivenNeed[],
  now: Date,
): Promise<WrittenNeeds> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('import.needs'))`);
  const known = await loadKnown(tx, given);
  const outcomes = new Map<number, RowOutcome>();
  const tell: VersionedId[] = [];
  const added: { need: Need; fields: NeedFields }[] = [];
  for (const row of given) {
    const before = known.get(keyOf(row.organisationId, row.reference));
    const will = before === undefined ? row.fields : merged(before.fields, row);
    const status = statusAfter(before?.need.status ?? null, row.publish);
    const outcome = judge(before, { fields: will, status }, now);
    outcomes.set(row.place, outcome);
    if (outcome === 'added') added.push({ need: newNeed(row, status, now), fields: will });
    if (outcome !== 'changed' || before === undefined) continue;
    const wasOpen = before.need.status === 'open';
    const need = await change(tx, before, { fields: will, status }, now);
    if (wasOpen || status === 'open') tell.push({ id: need.id, version: need.version });
  }
  await insertAll(tx, added);
  tell.push(
    ...added.filter(({ need }) => need.status === 'open').map(({ need: { id } }) => ({ id, version: 1 })),
  );
  return { outcomes, tell };
}

const keyOf = (organisationId: string, reference: string) => JSON.stringify([organisationId, reference]);

/** The needs that the rows name, locked in the order of their ids. */
async function loadKnown(tx: Transaction, given: readonly GivenNeed[]): Promise<ReadonlyMap<string, Known>> {
  const needs = await tx.manager
    .createQueryBuilder(Need, 'n')
    .where(
      '(n.organisation_id, n.external_ref) IN (SELECT * FROM unnest(CAST(:owners AS uuid[]), CAST(:references AS text[])))',
      { owners: given.map((row) => row.organisationId), references: given.map((row) => row.reference) },
    )
    .orderBy('n.id')
    .setLock('pessimistic_write')
    .getMany();
  const ids = needs.map(({ id }) => id);
  const parts = groupBy(await loadParts(tx, ids), (part) => part.needId);
  const clauses = groupBy(await loadClauses(tx, ids), (clause) => clause.needId);
  return new Map(
    needs.map((need) => {
      const own = clauses.get(need.id) ?? [];
      const fields = fieldsOf(need, parts.get(need.id) ?? [], own);
      return [keyOf(need.organisationId, need.externalRef ?? ''), { need, fields, clauses: own }];
    }),
  );
}

/** A budget stays open to whom it was. */
function merged(before: NeedFields, { fields, named }: GivenNeed): NeedFields {
  const said = Object.fromEntries(named.map((field) => [field, fields[field]])) as Partial<NeedFields>;
  const budget =
    said.budget == null || before.budget === null
      ? said.budget
      : { ...said.budget, disclosure: before.budget.disclosure };
  return { ...before, ...said, ...(budget !== undefined && { budget }) };
}

function statusAfter(before: NeedStatus | null, publish: boolean | null): NeedStatus {
  if (before === 'closed') return 'closed';
  if (publish === true) return 'open';
  if (publish === false && before === 'open') return 'closed';
  return before ?? 'draft';
}

interface Wanted {
  readonly fields: NeedFields;
  readonly status: NeedStatus;
}

function judge(before: Known | undefined, { fields, status }: Wanted, now: Date): RowOutcome {
  const same = before !== undefined && isDeepStrictEqual(before.fields, fields);
  if (same && before.need.status === status) return 'unchanged';
  if (before?.need.status === 'closed') return [{ column: '', code: 'NEED_CLOSED' }];
  if (status === 'open' && fields.deadline !== null && fields.deadline <= now)
    return [{ column: 'deadline', code: 'DEADLINE_PASSED' }];
  if (before === undefined) return 'added';
  // Two halves that are good by themselves may not fit: a place in a text that is another now, a scenario of another kind.
  const checked = same ? null : checkNeed(fields as unknown as NeedInput);
  if (checked !== null && isProblem(checked))
    return checked.issues.map((issue): RowFault => cellFault(issue, []));
  return 'changed';
}

async function change(
  tx: Transaction,
  { need, clauses }: Known,
  { fields, status }: Wanted,
  now: Date,
): Promise<Need> {
  const opened = status === 'open' && need.status !== 'open';
  const row = {
    ...rowOf(fields),
    ...{ status, version: need.version + 1, updatedAt: now },
    ...(opened && { publishedAt: now }),
  };
  await tx.manager.update(Need, { id: need.id }, row);
  const changed = Object.assign(need, row);
  await writeParts(tx, changed, fields);
  await keepVersion(tx, changed, fields, await writeClauses(tx, changed, clauses, fields.clauses));
  return changed;
}

function newNeed({ organisationId, reference, fields }: GivenNeed, status: NeedStatus, now: Date): Need {
  return Object.assign(new Need(), rowOf(fields), {
    ...{ id: newId(), organisationId, externalRef: reference, status, version: 1, closeReason: null },
    ...{ createdAt: now, updatedAt: now, publishedAt: status === 'open' ? now : null },
  });
}

async function insertAll(
  tx: Transaction,
  added: readonly { readonly need: Need; readonly fields: NeedFields }[],
): Promise<void> {
  if (added.length === 0) return;
  await tx.manager.insert(
    Need,
    added.map(({ need }) => need),
  );
  const parts = added.flatMap(({ need, fields }) => partsOf(need, fields));
  if (parts.length > 0) await tx.manager.insert(NeedPart, parts);
  const clauses = added.map(({ fields }) =>
    fields.clauses.map((clause): KeptClause => ({ ...clause, id: newId() })),
  );
  await insertClauses(
    tx,
    added.flatMap(({ need }, at) =>
      (clauses[at] ?? []).map((clause, position) => ({ need, clause, position })),
    ),
  );
  await tx.manager.insert(
    NeedVersion,
    added.map(({ need, fields }, at) => ({
      ...{ needId: need.id, version: 1, organisationId: need.organisationId },
      ...{ data: snapshotOf(need, fields, clauses[at] ?? []), changedAt: need.updatedAt },
      changedBy: tx.scope.userId,
    })),
  );
}
