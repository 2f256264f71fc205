import { type Dec, decimalText } from './decimal.js';
import { findParameter } from './dictionary.js';
import { type ConditionSpan, bracketAt, findConditions, leadsToValue } from './parse-conditions.js';
import { type Found, finish, type Place } from './parse-place.js';
import { normalizeText, type NormalText } from './parse-text.js';
import { readValue, type ValueExpression, type ValueItem } from './parse-value.js';
import { type Comparator, type ParsedParameter } from './types.js';

const LETTERS_BEFORE = /(?:AC|DC|DN|PN|Ra|Rz|[ΦφΔ])$/;

/** True if a number may begin here: not inside a word, a code, a date or another number. */
function mayStart({ text, blocked }: NormalText, at: number, floor: number): boolean {
  const char = text[at] ?? '';
  const before = text[at - 1] ?? '';
  if (blocked[at] === true) return false;
  if (at === floor) return /[\d±+\-一二两三四五六七八九十]/.test(char);
  if (/[±]/.test(char)) return true;
  if (/[+-]/.test(char) && blocked[at + 1] === true) return false;
  if (/[+-]/.test(char)) return /^.\s?\d/.test(text.slice(at, at + 3)) && !/[A-Za-z0-9)%℃]/.test(before);
  if (/[一二两三四五六七八九十]/.test(char)) return !/[第一二两三四五六七八九十百千万]/.test(before);
  if (!/\d/.test(char) || /[\d.]/.test(before)) return false;
  return !/[A-Za-zμ_]/.test(before) || LETTERS_BEFORE.test(text.slice(Math.max(0, at - 2), at));
}

/** Values carry decimal text; a fraction such as 1/3 is cut to 20 digits. */
function textOf(value: Dec): string {
  return decimalText(value.precision() > 40 ? value.toSignificantDigits(20) : value);
}

function limits(item: ValueItem, op: Comparator | 'tolerance'): Pick<ParsedParameter, 'low' | 'high'> {
  return {
    low: op === '<=' || op === '<' ? null : textOf(item.low),
    high: op === '>=' || op === '>' ? null : textOf(item.high),
  };
}

function toParameters(found: Found, expression: ValueExpression, normal: NormalText): ParsedParameter[] {
  const at = (offset: number): number => normal.starts[offset] ?? normal.original.length;
  return expression.items.map((item) => {
    const name = item.name ?? found.name;
    const op = item.op === '=' ? found.op : item.op;
    return {
      name,
      op,
      ...limits(item, op),
      unit: item.unit === '' ? found.unit : found.unitWins ? found.unit : item.unit,
      condition: found.condition,
      code: findParameter(name)?.code ?? null,
      start: at(found.start),
      end: at(found.end),
    };
  });
}

/** If a bracket that opens here belongs to a name whose value follows, the place after it; it is read with the value. */
function afterNameBracket(text: string, at: number, floor: number): number | null {
  if (text[at] !== '(' || text.slice(floor, at).trim() === '') return null;
  const bracket = bracketAt(text, at);
  return bracket !== null && leadsToValue(text, bracket.close + 1) ? bracket.close + 1 : null;
}

function placeOf(at: number, expression: ValueExpression, spans: readonly ConditionSpan[]): Place {
  const span = spans.findLast((one) => one.end <= at && at <= one.scopeEnd);
  return { at, expression, span: span ?? null };
}

/**
 * Finds the technical parameters of a specification text: numbers that rate or require something, with name,
 * comparator, unit and condition, one for each value, in text order. Money, dates, codes, standards, terms of service
 * and bare numbers without a name are left out.
 *
 * Values keep the unit of the text in canonical spelling (no conversion but a mixed range, 500W~6kW, which takes the
 * unit of its high end); 万, 亿 and ×10ⁿ are multiplied out; tolerances are resolved (380V±10% is 342..418).
 *
 * @param original any text; never throws
 * @returns in text order; values without any name are left out; spans are UTF-16 offsets into `original`
 */
export function parseParameters(original: string): ParsedParameter[] {
  return piecesOf(original).flatMap(({ text, start }) =>
    parsePiece(text).map((found) => ({ ...found, start: found.start + start, end: found.end + start })),
  );
}

/** Reading takes more than twice as long for twice the text: longer ones are read in pieces. */
const MAX_PIECE = 600;

/** A text in pieces that end with a sentence where there is one. */
function piecesOf(original: string): { readonly text: string; readonly start: number }[] {
  const pieces: { text: string; start: number }[] = [];
  let start = 0;
  while (start < original.length) {
    const most = original.slice(start, start + MAX_PIECE);
    const isLast = start + MAX_PIECE >= original.length;
    const end = isLast ? -1 : Math.max(...['。', '；', ';', '\n'].map((mark) => most.lastIndexOf(mark)));
    const text = end < 0 ? most : most.slice(0, end + 1);
    pieces.push({ text, start });
    start += text.length;
  }
  return pieces;
}

function parsePiece(original: string): ParsedParameter[] {
  const normal = normalizeText(original);
  const { text } = normal;
  const spans = findConditions(text);
  const state = { normal, floor: 0, lastName: '', heading: '', prefix: null };
  const out: ParsedParameter[] = [];
  let at = 0;
  while (at < text.length) {
    const span = spans.find((one) => one.start <= at && at < one.end);
    const skipped = span?.end ?? afterNameBracket(text, at, state.floor);
    if (skipped !== null) {
      if (span !== undefined) state.floor = skipped;
      at = skipped;
      continue;
    }
    const expression = mayStart(normal, at, state.floor) ? readValue(text, at) : null;
    if (expression === null) {
      at++;
      continue;
    }
    const found = finish(state, placeOf(at, expression, spans));
    if (typeof found === 'number') {
      at = found;
      continue;
    }
    out.push(...toParameters(found, expression, normal));
    at = found.next;
  }
  return out;
}
