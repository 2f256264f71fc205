import { type InputIssue, invalidInput, type LocalizedText, type Result } from '#libs/common';
import {
  creditCodeFindings,
  type CreditCodeFinding,
  isCreditCodeShaped,
  isOrganisationCodeShaped,
  organisationCheckCharacter,
} from './credit-code.js';

export const IDENTIFIER_SCHEMES = ['uscc', 'org_code', 'registration_no', 'duns', 'lei'] as const;
/** 统一社会信用代码, 组织机构代码 (before 2015), 工商注册号 (before 2015), D-U-N-S number, Legal Entity Identifier. */
export type IdentifierScheme = (typeof IDENTIFIER_SCHEMES)[number];

/** A well-formed identifier, and what a person should look at again. */
export interface CheckedIdentifier {
  readonly value: string;
  readonly findings: readonly CreditCodeFinding[];
}

const SHAPES: Readonly<Record<IdentifierScheme, (value: string) => boolean>> = {
  uscc: isCreditCodeShaped,
  org_code: isOrganisationCodeShaped,
  registration_no: (value) => /^(\d{13}|\d{15})$/.test(value),
  duns: (value) => /^\d{9}$/.test(value),
  lei: (value) => /^[0-9A-Z]{18}\d{2}$/.test(value),
};

/** Strips blanks and hyphens, then checks the shape. @returns `INVALID_INPUT` at `path` for a malformed value */
export function checkIdentifier(
  scheme: IdentifierScheme,
  given: string,
  path: string,
): Result<CheckedIdentifier> {
  const value = given.replace(/[\s-]/g, '').toUpperCase();
  if (!SHAPES[scheme](value)) {
    return invalidInput([
      {
        path,
        code: 'BAD_IDENTIFIER',
        text: {
          zh: '不是有效的编号（{scheme}）：位数或字符不对',
          en: 'Not a well-formed identifier ({scheme}): wrong length or characters',
        },
        params: { scheme },
      },
    ]);
  }
  if (scheme === 'uscc') return { value, findings: creditCodeFindings(value) };
  const odd = scheme === 'org_code' && value.charAt(8) !== organisationCheckCharacter(value);
  return { value, findings: odd ? ['ORGANISATION_CHECK_CHARACTER'] : [] };
}

const TEXTS: Readonly<Record<CreditCodeFinding, LocalizedText>> = {
  CHECK_CHARACTER: {
    zh: '末位校验码与前 17 位不符（GB 32100-2015），请核对证照',
    en: 'The last character does not check the first 17 (GB 32100-2015); compare it with the licence',
  },
  ORGANISATION_CHECK_CHARACTER: {
    zh: '组织机构代码校验码不符（GB 11714），请核对证照',
    en: 'The check character of the organisation code does not fit (GB 11714); compare it with the licence',
  },
};

/** Findings as issues at a path, for the problem that asks to confirm. */
export function findingIssues(findings: readonly CreditCodeFinding[], path: string): InputIssue[] {
  return findings.map((code) => ({ path, code, text: TEXTS[code] }));
}
