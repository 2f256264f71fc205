/** GB 32100-2015: digits and capitals without I, O, S, V, Z, which are misread. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
/** GB 11714-1997 counts all letters: A is 10, Z is 35. */
const ORGANISATION_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2] as const;

/**
 * What is odd about a well-formed code. Codes with a wrong check character have been issued and are in use, so a finding asks
 * a person to look again and never refuses.
 */
export type CreditCodeFinding = 'CHECK_CHARACTER' | 'ORGANISATION_CHECK_CHARACTER';

/** True for 18 characters of the alphabet of GB 32100-2015. */
export function isCreditCodeShaped(code: string): boolean {
  return code.length === 18 && [...code].every((character) => ALPHABET.includes(character));
}

/** True for 8 digits or capitals and a check character (GB 11714). */
export function isOrganisationCodeShaped(code: string): boolean {
  return /^[0-9A-Z]{8}[0-9X]$/.test(code);
}

/**
 * The check character of a 统一社会信用代码: value·3^(i−1) summed modulo 31, completed to 31.
 * @param code well-formed; only its first 17 characters count
 */
export function creditCheckCharacter(code: string): string {
  let [sum, weight] = [0, 1];
  for (const character of code.slice(0, 17)) {
    sum += ALPHABET.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return ALPHABET.charAt((31 - (sum % 31)) % 31);
}

/**
 * The check character of an organisation code (组织机构代码): 11 − Σ mod 11, where 10 is X and 11 is 0.
 * @param code well-formed; only its first 8 characters count
 */
export function organisationCheckCharacter(code: string): string {
  const sum = ORGANISATION_WEIGHTS.reduce(
    (total, weight, index) => total + ORGANISATION_ALPHABET.indexOf(code.charAt(index)) * weight,
    0,
  );
  const rest = 11 - (sum % 11);
  return rest === 10 ? 'X' : String(rest % 11);
}

/** Looks at both check characters of a well-formed code: its last, and the 17th, which ends the organisation code inside. */
export function creditCodeFindings(code: string): CreditCodeFinding[] {
  const findings: CreditCodeFinding[] = [];
  if (code.charAt(17) !== creditCheckCharacter(code)) findings.push('CHECK_CHARACTER');
  if (code.charAt(16) !== organisationCheckCharacter(code.slice(8, 17)))
    findings.push('ORGANISATION_CHECK_CHARACTER');
  return findings;
}
