/** Lead-ins and endings that do not change what a condition says. */
const LEAD = /^(?:在|当|于|@)+/;
const TAIL = /(?:条件下|情况下|环境下|条件|时|下)$/;

/**
 * Brings a condition to a form in which equal ones are equal: NFKC, without spaces and punctuation, lead-in (在, @)
 * and ending (时, 下, 条件下). Signs, decimal points and range marks stay, they carry the numbers' meaning; letter
 * case stays too (mW and MW).
 * @returns null for a missing or empty condition
 */
function normalizeCondition(condition: string | null): string | null {
  if (condition === null) return null;
  const text = condition
    .normalize('NFKC')
    .replace(/[−–—]/g, '-')
    .replace(/[～∼]/g, '~')
    .replace(/至(?=[-+]?\d)/g, '~')
    .replace(/(?<=\d),(?=\d{3}(?!\d))/g, '')
    .replace(LEAD, '')
    .replace(/\s+/g, '')
    .replace(/\.(?!\d)|(?<!\d)\.(?=\D)|(?<![\d(=~±+:≤≥<>,]|^)-(?=\D)/g, '')
    .replace(/[^\p{L}\p{N}.\-+~±%‰°/<>=≤≥×^]/gu, '')
    .replace(TAIL, '');
  return text === '' ? null : text;
}

/** True if a product's condition answers a need's condition: the need has none, or both say the same. */
export function conditionAnswers(required: string | null, stated: string | null): boolean {
  const wanted = normalizeCondition(required);
  return wanted === null || wanted === normalizeCondition(stated);
}
