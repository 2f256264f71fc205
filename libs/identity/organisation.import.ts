import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CLOCK, type Clock, isProblem, newId, type RowFault, type SourceRecord } from '#libs/common';
import { type Transaction } from '#libs/database';
import {
  type CheckedRow,
  type GoodRow,
  type ImportContext,
  type ImportReach,
  type ImportTarget,
  ImportTargets,
  type RowOutcome,
} from '#libs/intake';
import { findingIssues } from './identifier.js';
import { checkRegistration, type RegistrationInput } from './organisation.input.js';
import { type OrganisationKind } from './organisation.entity.js';
import { ORGANISATION_FAULTS } from './organisation.faults.js';
import { SQL } from './organisation.import.sql.js';

const COLUMN_OF_PATH: Readonly<Record<string, string>> = {
  kind: 'kind',
  name: 'name',
  regionCode: 'region_code',
  creditCode: 'credit_code',
};
const COLUMNS = [
  { name: 'name', required: true },
  ...['key', 'kind', 'region_code', 'credit_code', 'industry_label'].map((name) => ({ name })),
];

/** An organisation of a row. */
export interface OrganisationRow {
  /** What the source knows it by; its name, where the source has no keys. */
  readonly key: string;
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly regionCode: string | null;
  readonly creditCode: string | null;
  /** The source's own label of its trade, kept as such and never turned into a code. */
  readonly industryLabel: string | null;
}

/** A row with the organisation that its identifier or its key names. */
interface Resolved {
  readonly place: number;
  readonly byCode: string | null;
  readonly byKey: string | null;
  /** Credit code that the organisation of the key has. */
  readonly held: string | null;
}

/**
 * Rows of organisations of a named source, which begin as `unclaimed`. Known by their credit code or by their key in the source. What
 * an organisation's own people or an operator have taken in hand (it is not unclaimed any more) is not changed by a file.
 */
@Injectable()
export class OrganisationImport implements ImportTarget<OrganisationRow>, OnModuleInit {
  readonly kind = 'organisations';
  readonly faultTexts = ORGANISATION_FAULTS;
  readonly needsSource = true;

  constructor(
    private readonly targets: ImportTargets,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.targets.register(this);
  }

  reach(role: string | null): ImportReach {
    return role === null || role === 'platform_operator' ? 'any' : 'none';
  }

  columns() {
    return COLUMNS;
  }

  /** Only suppliers and buyers come by file. An odd credit code is a warning; a malformed one sets the row aside. */
  check(record: SourceRecord): GoodRow<OrganisationRow> | readonly RowFault[] {
    const text = (column: string) => (record[column] === '' ? null : (record[column] ?? null));
    const label = text('industry_label');
    const key = text('key') ?? record.name ?? '';
    const input = {
      ...{ kind: (text('kind') ?? 'sme').toLowerCase(), name: record.name ?? '' },
      ...{ regionCode: text('region_code'), creditCode: text('credit_code') },
    } as RegistrationInput;
    const fields = checkRegistration(input);
    const found: RowFault[] = isProblem(fields)
      ? fields.issues.map(({ path, code, params = {} }) => ({
          column: COLUMN_OF_PATH[path] ?? '',
          code,
          params,
        }))
      : [];
    if (!isProblem(fields) && fields.kind !== 'sme' && fields.kind !== 'soe')
      found.push({ column: 'kind', code: 'KIND_NOT_IMPORTED' });
    if (key.length > 200) found.push({ column: 'key', code: 'TOO_LONG', params: { max: 200 } });
    if ((label ?? '').length > 200)
      found.push({ column: 'industry_label', code: 'TOO_LONG', params: { max: 200 } });
    if (found.length > 0 || isProblem(fields)) return found;
    const { kind, name, regionCode, creditCode } = fields;
    const findings = findingIssues(creditCode?.findings ?? [], 'creditCode');
    return {
      fields: { key, name, kind, regionCode, creditCode: creditCode?.value ?? null, industryLabel: label },
      key: `key:${key}`,
      ...(creditCode !== null && { otherKeys: [`uscc:${creditCode.value}`] }),
      warnings: findings.map(({ code }) => ({ column: 'credit_code', code })),
    };
  }

  /** Batches of organisations take turns: they are few, and a key or a code decides on rows of three tables at once. */
  async write(
    tx: Transaction,
    rows: readonly CheckedRow<OrganisationRow>[],
    { options }: ImportContext,
  ): Promise<readonly RowOutcome[]> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('import.organisations'))`);
    const outcomes: RowOutcome[] = rows.map(() => 'unchanged');
    const given = rows.map(({ fields }, place) => ({ place, ...fields }));
    const found = await tx.query<Resolved>(SQL.resolve, [JSON.stringify(given), options.source]);
    const ids = new Map<number, { id: string; added: boolean }>();
    for (const { place, byCode, byKey, held } of found) {
      const code = given[place]?.creditCode ?? null;
      const two = byCode !== null && byKey !== null && byCode !== byKey;
      if (two || (code !== null && held !== null && held !== code))
        outcomes[place] = [{ column: 'credit_code', code: 'OTHER_ORGANISATION' }];
      else ids.set(place, { id: byCode ?? byKey ?? newId(), added: byCode === null && byKey === null });
    }
    const known = given.flatMap((row) => {
      const organisation = ids.get(row.place);
      return organisation === undefined ? [] : [{ ...row, ...organisation }];
    });
    await this.#store(tx, known, options.source, outcomes);
    return outcomes;
  }

  async #store(
    tx: Transaction,
    known: readonly (OrganisationRow & { place: number; id: string; added: boolean })[],
    source: string | null,
    outcomes: RowOutcome[],
  ): Promise<void> {
    const parameters = [JSON.stringify(known), this.clock.now()];
    const added = known.filter((row) => row.added);
    if (added.length > 0) await tx.query(SQL.insert, parameters);
    const codes = known
      .filter(({ creditCode }) => creditCode !== null)
      .map(({ id, creditCode }) => ({ key: newId(), id, creditCode }));
    const changed = [
      ...(await tx.query<{ id: string }>(SQL.update, parameters)),
      ...(codes.length === 0
        ? []
        : await tx.query<{ id: string }>(SQL.identify, [JSON.stringify(codes), this.clock.now()])),
      ...(await tx.query<{ id: string }>(SQL.note, [...parameters, source])),
    ];
    const touched = new Set(changed.map(({ id }) => id));
    for (const { place, id, added: isNew } of known)
      outcomes[place] = isNew ? 'added' : touched.has(id) ? 'changed' : 'unchanged';
  }
}
