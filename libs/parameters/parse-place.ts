import {
  bracketAt,
  type ConditionSpan,
  isSituational,
  SITUATION_WORD,
  statesValue,
} from './parse-conditions.js';
import { type NormalText } from './parse-text.js';
import { readValue, type ValueExpression } from './parse-value.js';
import {
  betterOp,
  cleanName,
  isExcluded,
  isPurchase,
  isServicePeriod,
  nounAfter,
  readAfter,
  readBefore,
  type WordOp,
} from './parse-words.js';
import { type Comparator } from './types.js';
import { isCounter, unitInfo } from './units.js';

/** What the scan remembers from value to value; {@link finish} moves it on. */
export interface ScanState {
  readonly normal: NormalText;
  /** End of the last value: names do not reach back over it. */
  floor: number;
  lastName: string;
  /** Last name before a colon, for lists such as 载流量：空气中≥…、埋地≥…. */
  heading: string;
  /** A leading value that is the condition of what follows: 1600℃拉伸强度≥…. */
  prefix: { readonly text: string; readonly scopeEnd: number } | null;
}

/** A value expression in the normalised text, with the condition whose scope it lies in. */
export interface Place {
  readonly at: number;
  readonly expression: ValueExpression;
  readonly span: ConditionSpan | null;
}

/** A value with its words. */
export interface Found {
  readonly name: string;
  readonly op: Exclude<Comparator, 'range'>;
  /** Unit that the words give (DN, 次/d, unit in the name's bracket), '' without. */
  readonly unit: string;
  readonly unitWins: boolean;
  readonly condition: string | null;
  readonly start: number;
  readonly end: number;
  /** Where the scan goes on. */
  readonly next: number;
}

interface Words {
  readonly begin: number;
  readonly op: WordOp | null;
  readonly rest: string;
  readonly unit: string;
  readonly condition: string | null;
}

function original({ normal }: ScanState, from: number, to: number): string {
  return normal.original.slice(normal.starts[from], normal.starts[to]).trim();
}

/** Characters looked back over for a name; the bound keeps reading linear. */
const WORDS_MAX = 120;

/** Start of the words that may name the value: after the last separator or value, brackets skipped. */
function wordsStart(text: string, at: number, floor: number): number {
  let depth = 0;
  let begin = at;
  for (; begin > floor && at - begin < WORDS_MAX; begin--) {
    const char = text[begin - 1] ?? '';
    if (char === ')') depth++;
    if (char === '(' && depth-- === 0) break;
    if (depth === 0 && /[，,;。、【】]/.test(char)) break;
  }
  return begin;
}

const EACH = /每(天|日|小时|分钟|秒|年|月)$/;
const EACH_UNIT: Readonly<Record<string, string>> = {
  天: 'd',
  日: 'd',
  小时: 'h',
  分钟: 'min',
  秒: 's',
  年: '年',
  月: '个月',
};

/** Reads what stands before the number: name, its bracket or @, comparator, and units written before. */
function readWords(state: ScanState, place: Place): Words {
  const { text } = state.normal;
  const begin = wordsStart(text, place.at, state.floor);
  const whole = text.slice(begin, place.at);
  const nominal = /(?:DN|PN)$/.exec(whole)?.[0] ?? '';
  const each = EACH.exec(whole.trimEnd());
  const unit =
    each === null ? nominal : `${place.expression.items[0]?.unit ?? ''}/${EACH_UNIT[each[1] ?? ''] ?? ''}`;
  const cut = whole
    .slice(0, whole.length - nominal.length)
    .trimEnd()
    .replace(EACH, '');
  const before = readBefore(cut);
  const bracket = /\(([^()]*)\)\s*:?\s*$/.exec(before.rest);
  const marked = /@([^@]*)$/.exec(before.rest);
  const inside = bracket?.[1] ?? marked?.[1] ?? '';
  const inner = begin + (bracket ?? marked ?? { index: 0 }).index + 1;
  const bracketUnit = bracket !== null && inside !== '' ? (unitInfo(inside)?.canonical ?? '') : '';
  const situational = inside !== '' && bracketUnit === '' && isSituational(inside);
  return {
    begin,
    op: before.op,
    rest: before.rest.slice(0, (bracket ?? marked)?.index ?? before.rest.length),
    unit: unit === '' ? bracketUnit : unit,
    condition: situational ? original(state, inner, inner + inside.length) : null,
  };
}

interface Behind {
  readonly op: WordOp | null;
  readonly end: number;
  readonly condition: string | null;
  readonly next: number;
}

const NOTE = /典型|含税|参考|详见|备注|以下简称|标配|选配|=/;

/** Reads what follows the value: 以上/以下, a bracket, @. */
function readBehind(state: ScanState, at: number): Behind {
  const { text } = state.normal;
  const after = readAfter(text, at);
  const end = after?.end ?? at;
  const op = after?.op ?? null;
  const bracket = bracketAt(text, end);
  if (bracket !== null) {
    const content = text.slice(bracket.open + 1, bracket.close);
    if (statesValue(content)) return { op, end, condition: null, next: end };
    const told = isSituational(content) && !NOTE.test(content);
    const condition = told ? original(state, bracket.open + 1, bracket.close) : null;
    return { op, end, condition, next: bracket.close + 1 };
  }
  const marked = /^\s*@\s*([^，,;。、)]+)/.exec(text.slice(end));
  if (marked === null) return { op, end, condition: null, next: end };
  const next = end + marked[0].length;
  return { op, end, condition: original(state, next - (marked[1] ?? '').length, next), next };
}

/** Place after further values of the same noun: 12V100Ah铅酸蓄电池. */
function afterValues(text: string, at: number): number {
  let end = at;
  for (let count = 0; count < 6; count++) {
    const gap = /^\s*(?:[/、&]|及|和)?\s*/.exec(text.slice(end))?.[0].length ?? 0;
    const next = /\d/.test(text[end + gap] ?? '') ? readValue(text, end + gap) : null;
    if (next === null || next.items.some((item) => item.unit === '')) return end;
    end = readAfter(text, next.end)?.end ?? next.end;
  }
  return end;
}

const LEADS_ON =
  /^\s*([\p{Script=Han}A-Za-z]{2,14}?)\s*(?:\([^()]*\)\s*)?(?:[≥≤<>=:±]|不(?:低于|小于|少于|大于|高于|超过)|至少|大于|小于|超过|低于|高于)?\s*(?=[+-]?\d)/u;

/** True if this value without a name only qualifies the parameter after it: 1600℃拉伸强度≥100 MPa. */
function isLeadingCondition(text: string, words: Words, name: string, place: Place): boolean {
  const item = place.expression.items[0];
  if (words.op !== null || item === undefined || item.unit === '' || isCounter(item.unit)) return false;
  if (place.expression.items.length > 1 || !(name === '' || /^(?:连续|经|加压|加载|浸泡)/.test(name)))
    return false;
  const { end } = place.expression;
  const on = LEADS_ON.exec(text.slice(end));
  if (on === null || readAfter(text, end) !== null || /^(?:的|及|和|或|以|转)/.test(on[1] ?? ''))
    return false;
  const next = readValue(text, end + on[0].length);
  return next?.items.every((one) => one.unit !== '' && !isCounter(one.unit)) ?? false;
}

/** Name of the value: before it, after it, before its bracket, or the last one. */
function nameOf(state: ScanState, place: Place, words: Words, behind: Behind): string {
  const { text } = state.normal;
  const unit = place.expression.items[0]?.unit ?? '';
  const counted = isCounter(unit) || ((unit === 'm' || unit === 'km') && words.rest !== '');
  if (counted && isPurchase(words.rest, unit) && !place.expression.explicit) return '数量';
  const colon = words.rest.lastIndexOf(':');
  const name = cleanName(words.rest);
  if (colon > 0 && name !== '') state.heading = cleanName(words.rest.slice(0, colon));
  if (name !== '') return SITUATION_WORD.test(name) && state.heading !== '' ? state.heading : name;
  const noun = nounAfter(text, afterValues(text, behind.end));
  if (noun !== '') return noun;
  if (text[words.begin - 1] === '(') {
    const outer = wordsStart(text, words.begin - 1, 0);
    const holder = /[^\d]*$/.exec(text.slice(outer, words.begin - 1))?.[0] ?? '';
    return cleanName(holder.replace(/^[A-Za-zμΩ℃%]+(?=\p{Script=Han})/u, ''));
  }
  return state.lastName;
}

/** True if a value without unit is a parameter: compared, or alone between its name and a separator. */
function acceptsBare(text: string, place: Place, words: Words, behind: Behind, name: string): boolean {
  if (/[A-Za-z]/.test(text[place.expression.end] ?? '')) return false;
  if (name === '') return false;
  if (words.op !== null || behind.op !== null || place.expression.explicit || words.unit !== '') return true;
  const alone = /^\s*(?:$|[，,;。、)])/.test(text.slice(behind.next));
  return alone && cleanName(words.rest) !== '';
}

function opOf(words: Words, behind: Behind, name: string): Found['op'] {
  const op = behind.op ?? words.op ?? '=';
  return op === 'better' ? betterOp(name) : op;
}

/** The condition that holds for the value: its own, a leading value's, or one in whose scope it lies. */
function conditionOf(state: ScanState, place: Place, words: Words, behind: Behind): string | null {
  const own = words.condition ?? behind.condition;
  if (own !== null) return own;
  if (state.prefix !== null && place.at <= state.prefix.scopeEnd) return state.prefix.text;
  const bare = cleanName(words.rest);
  if (SITUATION_WORD.test(bare) && state.heading !== '') return bare;
  return place.span === null ? null : original(state, place.span.from, place.span.to);
}

function clauseEnd(text: string, at: number): number {
  const length = text.slice(at).search(/[，,;。]/);
  return length < 0 ? text.length : at + length;
}

/**
 * Completes a value with its words and moves the scan's state on.
 * @returns what was found, or the place to go on from if the value is no parameter
 */
export function finish(state: ScanState, place: Place): Found | number {
  const { text } = state.normal;
  const words = readWords(state, place);
  const behind = readBehind(state, place.expression.end);
  const ownName = cleanName(words.rest);
  if (isLeadingCondition(text, words, ownName, place)) {
    const from = words.begin;
    state.prefix = {
      text: original(state, from, place.expression.end),
      scopeEnd: clauseEnd(text, place.expression.end),
    };
    state.floor = place.expression.end;
    return place.expression.end;
  }
  const name = nameOf(state, place, words, behind);
  const hasUnit = place.expression.items.some((item) => item.unit !== '');
  if (!hasUnit && !acceptsBare(text, place, words, behind, name)) return bareEnd(text, place);
  state.floor = behind.next;
  if (name === '') return behind.next;
  const following = text.slice(behind.end, behind.end + 12);
  if (isExcluded(name === ownName ? words.rest : name, following)) return behind.next;
  if (isServicePeriod(place.expression.items[0]?.unit ?? '', following)) return behind.next;
  const condition = conditionOf(state, place, words, behind);
  state.lastName = name;
  const named = name === '' ? -1 : text.lastIndexOf(name, place.at);
  const start = named >= words.begin ? named : words.op === null ? place.at : words.begin;
  const unitWins = words.unit.includes('/');
  return {
    name,
    op: opOf(words, behind, name),
    unit: words.unit,
    unitWins,
    condition,
    start,
    end: behind.end,
    next: behind.next,
  };
}

/** A rejected bare number is passed over whole, with letters that cling to it (40G, 304L). */
function bareEnd(text: string, place: Place): number {
  const first = /^[+\-±]?\s?[\d.,]*[A-Za-z0-9]*/.exec(text.slice(place.at))?.[0].length ?? 1;
  return place.at + Math.max(first, 1);
}
