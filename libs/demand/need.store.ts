import { isDeepStrictEqual } from 'node:util';
import { In } from 'typeorm';
import { newId } from '#libs/common';
import { type Transaction } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { Clause, DISCLOSURES } from './clause.entity.js';
import { Need } from './need.entity.js';
import { type ClauseFields, type NeedFields } from './need.input.js';
import { NeedPart } from './need-part.entity.js';
import { type KeptClause, NeedVersion, snapshotOf } from './need-version.entity.js';
import { type Budget } from './need.types.js';

/** The row, locked for the change; null for a missing or a foreign one. */
export async function lockOwn(tx: Transaction, scope: OrgScope, id: string): Promise<Need | null> {
  return tx.manager.findOne(Need, {
    where: { id, organisationId: scope.organisationId },
    lock: { mode: 'pessimistic_write' },
  });
}

/** What a need says, from its rows. */
export function fieldsOf(
  need: Need,
  parts: readonly NeedPart[],
  clauses: readonly ClauseFields[],
): NeedFields {
  return {
    ...rowOf(need),
    membersPart: parts.find((part) => part.disclosure === 'members')?.body ?? '',
    invitedPart: parts.find((part) => part.disclosure === 'invited')?.body ?? '',
    budget: budgetOf(parts),
    clauses: clauses.map(({ hard, disclosure, text, span, condition }) => ({
      ...{ hard, disclosure, text, span, condition },
    })),
  };
}

/** The budget among these parts; null when none of them holds one. */
export function budgetOf(parts: readonly NeedPart[]): Budget | null {
  const holder = parts.find((part) => part.budget !== null);
  return holder?.budget == null ? null : { ...holder.budget, disclosure: holder.disclosure };
}

/** The fields that stand on the need's own row. */
export function rowOf(of: Need | NeedFields) {
  const { kind, title, body, deadline, quantity, regionCode, industryCode, chainNodes, paymentDays } = of;
  const { procurementWay, procurementLabel, cooperationType, scenario, challenge } = of;
  return {
    ...{ kind, title, body, deadline, quantity, regionCode, industryCode, chainNodes, paymentDays },
    ...{ procurementWay, procurementLabel, cooperationType, scenario, challenge },
  };
}

/** Writes the parts that say something. Those that were there are replaced. */
export async function writeParts(tx: Transaction, need: Need, fields: NeedFields): Promise<void> {
  await tx.manager.delete(NeedPart, { needId: need.id });
  const parts = partsOf(need, fields);
  if (parts.length > 0) await tx.manager.insert(NeedPart, parts);
}

/** The parts that say something. */
export function partsOf(need: Need, fields: NeedFields) {
  const bodies = { public: '', members: fields.membersPart, invited: fields.invitedPart };
  return DISCLOSURES.map((disclosure) => {
    const { budget } = fields;
    const own = budget?.disclosure === disclosure ? budget : null;
    return {
      needId: need.id,
      disclosure,
      organisationId: need.organisationId,
      body: bodies[disclosure],
      budget: own === null ? null : { low: own.low, high: own.high, currency: own.currency },
    };
  }).filter((part) => part.body !== '' || part.budget !== null);
}

/**
 * Writes the clauses of a need over those that were there. One that says what an old one said keeps its id, wherever it stands now:
 * stored verdicts and questions point to it.
 */
export async function writeClauses(
  tx: Transaction,
  need: Need,
  before: readonly Clause[],
  after: readonly ClauseFields[],
): Promise<KeptClause[]> {
  const left = new Set(before);
  const placed = after.map((clause, position) => {
    const old = [...left].find((one) => saysTheSame(one, clause));
    if (old !== undefined) left.delete(old);
    return { old, clause: { ...clause, id: old?.id ?? newId() }, position };
  });
  if (left.size > 0) await tx.manager.delete(Clause, { id: In([...left].map((clause) => clause.id)) });
  for (const { old, clause, position } of placed) {
    if (old === undefined || (old.position === position && isDeepStrictEqual(old.span, clause.span)))
      continue;
    await tx.manager.update(Clause, { id: old.id }, { position, span: clause.span });
  }
  const added = placed.filter(({ old }) => old === undefined);
  await insertClauses(
    tx,
    added.map(({ clause, position }) => ({ need, clause, position })),
  );
  return placed.map(({ clause }) => clause);
}

/** Clauses of one statement; each takes nine of its 65,535 parameters. */
const CLAUSES_AT_ONCE = 2_000;

/** Writes new clauses. */
export async function insertClauses(
  tx: Transaction,
  added: readonly { readonly need: Need; readonly clause: KeptClause; readonly position: number }[],
): Promise<void> {
  for (let start = 0; start < added.length; start += CLAUSES_AT_ONCE) {
    await tx.manager.insert(
      Clause,
      added.slice(start, start + CLAUSES_AT_ONCE).map(({ need, clause, position }) => ({
        ...clause,
        needId: need.id,
        organisationId: need.organisationId,
        position,
      })),
    );
  }
}

/** Where the words stand does not count: it moves with every word put before them. */
function saysTheSame(a: ClauseFields, b: ClauseFields): boolean {
  return (
    a.hard === b.hard &&
    a.disclosure === b.disclosure &&
    a.text === b.text &&
    isDeepStrictEqual(a.condition, b.condition)
  );
}

/** A stored clause as a version keeps it. */
export function keptClause({ id, hard, disclosure, text, span, condition }: Clause): KeptClause {
  return { id, hard, disclosure, text, span, condition };
}

/** Keeps the present version of a need. */
export async function keepVersion(
  tx: Transaction,
  need: Need,
  fields: NeedFields,
  clauses: readonly KeptClause[],
): Promise<void> {
  await tx.manager.insert(NeedVersion, {
    needId: need.id,
    version: need.version,
    organisationId: need.organisationId,
    data: snapshotOf(need, fields, clauses),
    changedAt: need.updatedAt,
    changedBy: tx.scope.userId,
  });
}

/** Parts of these needs that the scope of the transaction may see. */
export async function loadParts(tx: Transaction, needIds: readonly string[]): Promise<NeedPart[]> {
  return tx.manager
    .createQueryBuilder(NeedPart, 'p')
    .where('p.need_id = ANY(:needIds)', { needIds })
    .getMany();
}

/** Clauses of these needs that the scope of the transaction may see, in their order. */
export async function loadClauses(tx: Transaction, needIds: readonly string[]): Promise<Clause[]> {
  return tx.manager
    .createQueryBuilder(Clause, 'c')
    .where('c.need_id = ANY(:needIds)', { needIds })
    .orderBy('c.need_id')
    .addOrderBy('c.position')
    .getMany();
}
