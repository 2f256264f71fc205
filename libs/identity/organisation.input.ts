import { z } from 'zod';
import { invalidInput, isProblem, type Result, says, zodIssues } from '#libs/common';
import {
  type CheckedIdentifier,
  checkIdentifier,
  IDENTIFIER_SCHEMES,
  type IdentifierScheme,
} from './identifier.js';
import { QUALITY_TIERS, type QualityTier } from './organisation-certificate.entity.js';
import { ORGANISATION_KINDS, type OrganisationKind, type Owner, OWNERS } from './organisation.entity.js';
import { REGION_CODE } from './roles.js';
import { type Trade, TRADES } from './sme-size.js';

const regionCode = z
  .string()
  .regex(REGION_CODE, says('须为六位行政区划代码（GB/T 2260）', 'must be a code of GB/T 2260, six digits'));
const count = z.number().int().min(0).max(100_000_000);
const fen = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const registration = z.object({
  kind: z.enum(ORGANISATION_KINDS),
  name: z.string().trim().min(1).max(200),
  owner: z.enum(OWNERS).nullish(),
  parentId: z.uuid().nullish(),
  regionCode: regionCode.nullish(),
  creditCode: z.string().max(60).nullish(),
  confirm: z.boolean().default(false),
});
export type RegistrationInput = z.input<typeof registration>;

export interface RegistrationFields {
  readonly kind: OrganisationKind;
  readonly name: string;
  readonly owner: Owner | null;
  readonly parentId: string | null;
  readonly regionCode: string | null;
  readonly creditCode: CheckedIdentifier | null;
  readonly confirm: boolean;
}

/** Checks what an operator gives for a new organisation. Only buyers have an owner and a group. */
export function checkRegistration(input: RegistrationInput): Result<RegistrationFields> {
  const parsed = registration.safeParse(input);
  if (!parsed.success) return invalidInput(zodIssues(parsed.error));
  const { kind, name, confirm } = parsed.data;
  const { owner = null, parentId = null, regionCode = null } = parsed.data;
  const misplaced = (['owner', 'parentId'] as const).filter(
    (path) => kind !== 'soe' && parsed.data[path] != null,
  );
  if (misplaced.length > 0) {
    const text = { zh: '仅适用于中央企业等采购方', en: 'Only buyers (SOE) have this' };
    return invalidInput(misplaced.map((path) => ({ path, code: 'SOE_ONLY', text })));
  }
  const creditCode =
    parsed.data.creditCode == null ? null : checkIdentifier('uscc', parsed.data.creditCode, 'creditCode');
  if (isProblem(creditCode)) return creditCode;
  return { kind, name, owner, parentId, regionCode, creditCode, confirm };
}

const profile = z.object({
  regionCode: regionCode.nullish(),
  trade: z.enum(TRADES).nullish(),
  employees: count.nullish(),
  annualRevenueFen: fen.nullish(),
  totalAssetsFen: fen.nullish(),
});
/** What is left out stays, null takes away. */
export type ProfileInput = z.input<typeof profile>;

export interface ProfileFields {
  readonly regionCode?: string | null;
  readonly trade?: Trade | null;
  readonly employees?: number | null;
  readonly annualRevenueFen?: number | null;
  readonly totalAssetsFen?: number | null;
}

/** Checks a change of the profile. @returns only the fields that were given */
export function checkProfile(input: ProfileInput): Result<ProfileFields> {
  const parsed = profile.safeParse(input);
  if (!parsed.success) return invalidInput(zodIssues(parsed.error));
  return Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== undefined));
}

const identifier = z.object({
  scheme: z.enum(IDENTIFIER_SCHEMES),
  value: z.string().max(60),
  confirm: z.boolean().default(false),
});
export type IdentifierInput = z.input<typeof identifier>;

export interface IdentifierFields extends CheckedIdentifier {
  readonly scheme: IdentifierScheme;
  readonly confirm: boolean;
}

/** Checks the shape of an identifier and looks at its check characters. */
export function checkIdentifierInput(input: IdentifierInput): Result<IdentifierFields> {
  const parsed = identifier.safeParse(input);
  if (!parsed.success) return invalidInput(zodIssues(parsed.error));
  const { scheme, confirm } = parsed.data;
  const checked = checkIdentifier(scheme, parsed.data.value, 'value');
  return isProblem(checked) ? checked : { ...checked, scheme, confirm };
}

/** PostgreSQL knows no year 0, which ISO 8601 does. */
const day = z.iso
  .date()
  .refine(
    (text) => !text.startsWith('0000'),
    says('须为公元 1 年以后的日期', 'must be of the year 1 or later'),
  );
const certificate = z.object({
  tier: z.enum(QUALITY_TIERS),
  level: z.string().trim().min(1).max(60),
  number: z.string().trim().min(1).max(100).nullish(),
  evidence: z.string().trim().min(1).max(500).nullish(),
  issuedOn: day,
  expiresOn: day.nullish(),
});
export type CertificateInput = z.input<typeof certificate>;

export interface CertificateFields {
  readonly tier: QualityTier;
  readonly level: string;
  readonly number: string | null;
  readonly evidence: string | null;
  readonly issuedOn: string;
  readonly expiresOn: string | null;
}

/** Checks a quality title. Its last day is not before its first. */
export function checkCertificate(input: CertificateInput): Result<CertificateFields> {
  const parsed = certificate.safeParse(input);
  if (!parsed.success) return invalidInput(zodIssues(parsed.error));
  const { number = null, evidence = null, expiresOn = null, ...rest } = parsed.data;
  if (expiresOn !== null && expiresOn < rest.issuedOn) {
    const text = { zh: '有效期止早于发证日期', en: 'It expires before it is issued' };
    return invalidInput([{ path: 'expiresOn', code: 'DATE_ORDER', text }]);
  }
  return { ...rest, number, evidence, expiresOn };
}
