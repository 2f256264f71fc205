import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isProblem } from '#libs/common';
import {
  creditCheckCharacter,
  creditCodeFindings,
  isCreditCodeShaped,
  isOrganisationCodeShaped,
  organisationCheckCharacter,
} from './credit-code.js';
import { checkIdentifier, findingIssues } from './identifier.js';

const GOOD = '912201011239989159';
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const character = fc.constantFrom(...ALPHABET);
const digit = fc.constantFrom(...'0123456789');

/** A code with both check characters right: 8 free, 8 of an organisation code, its check, the code's check. */
const rightCode = fc
  .tuple(fc.array(character, { minLength: 8, maxLength: 8 }), fc.array(digit, { minLength: 8, maxLength: 8 }))
  .map(([head, organisation]) => {
    const body = organisation.join('');
    const first = `${head.join('')}${body}${organisationCheckCharacter(body)}`;
    return `${first}${creditCheckCharacter(first)}`;
  });

/** The sum of GB 32100-2015 by its definition, weights as powers: a second way to the same number. */
function remainder(code: string): number {
  let sum = 0n;
  for (const [index, one] of [...code.slice(0, 17)].entries())
    sum += BigInt(ALPHABET.indexOf(one)) * 3n ** BigInt(index);
  return Number((31n - (sum % 31n)) % 31n);
}

describe('credit codes', () => {
  it('passes a code whose two check characters are right', () => {
    expect(isCreditCodeShaped(GOOD)).toBe(true);
    expect(creditCodeFindings(GOOD)).toEqual([]);
  });

  it('agrees with the definition of the standard for every code', () => {
    fc.assert(
      fc.property(rightCode, (code) => {
        expect(ALPHABET.indexOf(creditCheckCharacter(code))).toBe(remainder(code));
        expect(creditCodeFindings(code)).toEqual([]);
      }),
    );
  });

  it('finds every single wrong character', () => {
    fc.assert(
      fc.property(rightCode, fc.nat(17), character, (code, at, other) => {
        fc.pre(code.charAt(at) !== other);
        const changed = code.slice(0, at) + other + code.slice(at + 1);
        expect(creditCodeFindings(changed)).toContain('CHECK_CHARACTER');
      }),
    );
  });

  it('finds two neighbours that changed places', () => {
    fc.assert(
      fc.property(rightCode, fc.nat(15), (code, at) => {
        fc.pre(code.charAt(at) !== code.charAt(at + 1));
        const changed = code.slice(0, at) + code.charAt(at + 1) + code.charAt(at) + code.slice(at + 2);
        expect(creditCodeFindings(changed)).toContain('CHECK_CHARACTER');
      }),
    );
  });

  it('tells a wrong organisation code apart from a wrong last character', () => {
    expect(creditCodeFindings(`${GOOD.slice(0, 17)}8`)).toEqual(['CHECK_CHARACTER']);
    const wrong = `${GOOD.slice(0, 16)}6`;
    expect(creditCodeFindings(wrong + creditCheckCharacter(wrong))).toEqual(['ORGANISATION_CHECK_CHARACTER']);
  });

  it.each([
    '',
    '9',
    GOOD.slice(1),
    `${GOOD}0`,
    GOOD.replace('2', 'I'),
    GOOD.replace('2', 'z'),
    'Z'.repeat(18),
  ])('calls %s malformed', (code) => {
    expect(isCreditCodeShaped(code)).toBe(false);
  });

  it.each(['I', 'O', 'S', 'V', 'Z'])('has no %s in its alphabet', (letter) => {
    expect(isCreditCodeShaped(letter + GOOD.slice(1))).toBe(false);
  });
});

describe('organisation codes', () => {
  it.each([
    ['12399891', '5'],
    ['00000000', '0'],
    ['D2143569', 'X'],
  ])('%s is checked by %s', (body, check) => {
    expect(organisationCheckCharacter(body)).toBe(check);
    expect(isOrganisationCodeShaped(body + check)).toBe(true);
  });
});

describe('identifiers', () => {
  it('are kept without blanks and hyphens, in capitals', () => {
    expect(checkIdentifier('org_code', ' d2143569-x ', 'value')).toEqual({
      value: 'D2143569X',
      findings: [],
    });
    expect(checkIdentifier('uscc', '91220101 1239989159', 'value')).toEqual({ value: GOOD, findings: [] });
  });

  it.each([
    ['uscc', '91220101123998915'],
    ['uscc', '91220101123998915I'],
    ['org_code', 'D2143569'],
    ['registration_no', '12345678901234'],
    ['duns', '12345678'],
    ['lei', '5493001KJTIIGC8Y1R'],
  ] as const)('of %s are refused when malformed: %s', (scheme, value) => {
    const checked = checkIdentifier(scheme, value, 'value');
    expect(isProblem(checked) && checked.issues[0]).toMatchObject({ path: 'value', code: 'BAD_IDENTIFIER' });
  });

  it('with a wrong check character are findings to look at, never refused', () => {
    const checked = checkIdentifier('uscc', '912201011239989158', 'value');
    expect(checked).toMatchObject({ findings: ['CHECK_CHARACTER'] });
    expect(findingIssues(['CHECK_CHARACTER'], 'value')).toMatchObject([
      { path: 'value', code: 'CHECK_CHARACTER' },
    ]);
    expect(checkIdentifier('org_code', 'D2143569-1', 'value')).toMatchObject({
      findings: ['ORGANISATION_CHECK_CHARACTER'],
    });
  });
});
