/** A stretch of text that says under which condition the values in its scope hold. */
export interface ConditionSpan {
  /** Numbers from `start` to `end` belong to the condition and are no parameters. */
  readonly start: number;
  readonly end: number;
  /** The condition's own words lie here. */
  readonly from: number;
  readonly to: number;
  /** Values up to here are under the condition. */
  readonly scopeEnd: number;
}

/** 时 and 下 that end a condition, not those of 小时, 同时, 以下, 下限. */
const ENDING =
  /(?:条件下|工况下|(?<![小实同瞬短临定工即及按准延暂计])时(?![间刻效钟段常长延域序速差])|(?<![以地水之井零向如])下(?![限述列载游降面方行达属单调]))/g;
const SITUATION = /^\p{Script=Han}{0,4}(?:情况|条件|工况|状态|负载|环境|温度|模式|电压|电流|转速)$/u;
const BOUNDARY = /[，,;。、:]/;

/** Characters looked back over for a clause's start; the bound keeps reading linear. */
const CLAUSE_MAX = 120;

function clauseStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && at - start < CLAUSE_MAX && !/[，,;。:()]/.test(text[start - 1] ?? '')) start--;
  return start;
}

function nextOf(text: string, at: number, pattern: RegExp): number {
  for (let index = at; index < Math.min(text.length, at + 10 * CLAUSE_MAX); index++)
    if (pattern.test(text[index] ?? '')) return index;
  return Math.min(text.length, at + 10 * CLAUSE_MAX);
}

/** Start of the condition's own words within a clause: after 在, 当, 满足, or the clause's start. */
function ownStart(clause: string): { offset: number; led: boolean } {
  const led = /^.*(?:在(?!线|位|役)|当(?!量|前|地)|满足|(?<![少小大低高多等])于(?!等))/su.exec(clause);
  return { offset: led?.[0].length ?? 0, led: led !== null };
}

/** Finds 在额定负载下, 样本少于50张时, 压差50Pa时 … in the normalised text. */
export function findConditions(text: string): ConditionSpan[] {
  const spans: ConditionSpan[] = [];
  for (const match of text.matchAll(ENDING)) {
    const start = clauseStart(text, match.index);
    const clause = text.slice(start, match.index);
    const { offset, led } = ownStart(clause);
    const own = clause.slice(offset);
    const end = match.index + match[0].length;
    const comma = /^\s*[，,]/.test(text.slice(end, end + 2));
    const followed = /^\s*[\p{Script=Han}A-Za-z\d≥≤<>]/u.test(text.slice(end, end + 2));
    const numeric = /\d\D{0,10}$/.test(own);
    if (own.trim() === '' || own.length > 40 || !(comma || followed)) continue;
    if (!(led || numeric || SITUATION.test(own))) continue;
    const scopeEnd = nextOf(text, comma ? end + 1 : end, comma ? /[;。]/ : BOUNDARY);
    spans.push({ start: start + offset, end, from: start + offset, to: match.index, scopeEnd });
  }
  return spans;
}

export interface Bracket {
  readonly open: number;
  readonly close: number;
}

/** The bracket that opens at a place (spaces before it allowed), not nested; null without a closing one. */
export function bracketAt(text: string, at: number): Bracket | null {
  let open = at;
  while (text[open] === ' ') open++;
  if (text[open] !== '(') return null;
  let depth = 0;
  for (let index = open; index < Math.min(text.length, open + 2 * CLAUSE_MAX); index++) {
    if (text[index] === '(') depth++;
    if (text[index] === ')') depth--;
    if (depth === 0) return { open, close: index };
  }
  return null;
}

const COMPARED = /^\s*(?:[≥≤<>±]|不(?:低|小|少|大|高|多|超)|至少|至多|大于|小于|超过|低于|高于)/;

/** True if a bracket begins with a comparator, so that it states a value of its own. */
export function statesValue(content: string): boolean {
  return COMPARED.test(content);
}

/** True if a value, a comparator or a colon comes after the bracket of a name. */
export function leadsToValue(text: string, at: number): boolean {
  return /^\s*(?:[≥≤<>=±:]|[+-]?\d|为|达|约|应?不(?:低|小|少|大|高|多|超)|至少|至多|大于|小于|超过|低于|高于|优于)/.test(
    text.slice(at, at + 12),
  );
}

/** True if a bracket beside a name says something situational, not just a symbol such as (MTBF). */
export function isSituational(content: string): boolean {
  return /\d|\p{Script=Han}/u.test(content);
}

/** Words before a value that are a condition and not a name, when a heading names the parameter. */
export const SITUATION_WORD =
  /^(?:空气中|埋地|室内|室外|户内|户外|常温|高温|低温|空载|满载|汛期|稳态|瞬态|静态|动态|水中|真空中|白天|夜间|冬季|夏季|短时|长期|正常|事故)$/;
