import { type Dec, Dec as D } from './decimal.js';
import { matchAt, type NumberToken, readNumber, readUnit } from './parse-number.js';
import { unitInfo } from './units.js';

/** One value of an expression; several come from sizes, lists and cable sections. */
export interface ValueItem {
  readonly op: '=' | 'range' | 'tolerance';
  readonly low: Dec;
  readonly high: Dec;
  readonly unit: string;
  /** Name that the form itself gives (芯数 of a cable), else null. */
  readonly name: string | null;
}

export interface ValueExpression {
  readonly items: readonly ValueItem[];
  readonly end: number;
  /** True for forms that a bare number needs to be a parameter: ratio, tolerance. */
  readonly explicit: boolean;
}

interface Part {
  readonly number: NumberToken;
  readonly unit: string;
  readonly end: number;
}

type Form = (text: string, at: number) => ValueExpression | null;

const TIMES = /\s*[×xX*]\s*(?=\d)/y;
const RANGE = /\s*(?:~|—+|-|至|到|…+|\.{2,3})\s*(?=[+-]?\s?\d)/y;
const LIST = /\s*(?:\/|转)\s*(?=\d)/y;

function readPart(text: string, at: number): Part | null {
  const number = readNumber(text, at);
  if (number === null) return null;
  const unit = readUnit(text, number.end);
  return { number, unit: unit?.unit ?? '', end: unit?.end ?? number.end };
}

function exact(value: Dec, unit: string, name: string | null = null): ValueItem {
  return { op: '=', low: value, high: value, unit, name };
}

/** Longer chains are no sizes; the bound keeps reading linear. */
const CHAIN_MAX = 8;

/** Parts joined by a mark; the last unit serves those without one. */
function readChain(text: string, at: number, mark: RegExp): Part[] {
  const parts: Part[] = [];
  let place = at;
  for (;;) {
    const part = readPart(text, place);
    if (part === null) return parts;
    parts.push(part);
    const next = matchAt(mark, text, part.end);
    if (next === null || parts.length === CHAIN_MAX) return parts;
    place = part.end + next[0].length;
  }
}

function unitOf(parts: readonly Part[], index: number): string {
  return parts.slice(index).find((part) => part.unit !== '')?.unit ?? '';
}

const CABLE =
  /(\d+)\s*[×x*]\s*(\d+(?:\.\d+)?)(?:\s*\+\s*(\d+)\s*[×x*]\s*(\d+(?:\.\d+)?))?\s*(?:mm\^?2|平方毫米)/y;

/** 4×185+1×95mm²: number of cores and section, each. */
const cable: Form = (text, at) => {
  const match = matchAt(CABLE, text, at);
  if (match === null) return null;
  const items: ValueItem[] = [];
  for (const [cores, section] of [match.slice(1, 3), match.slice(3, 5)]) {
    if (cores === undefined || section === undefined) continue;
    items.push(exact(new D(cores), '', '芯数'), exact(new D(section), 'mm2'));
  }
  return { items, end: at + match[0].length, explicit: true };
};

/** a×b×c, also a×b×c~d×e×f. */
const sizes: Form = (text, at) => {
  const lows = readChain(text, at, TIMES);
  const last = lows.at(-1);
  if (lows.length < 2 || last === undefined) return null;
  const mark = matchAt(RANGE, text, last.end);
  const highs = mark === null ? [] : readChain(text, last.end + mark[0].length, TIMES);
  if (highs.length !== lows.length) {
    const items = lows.map((part, index) => exact(part.number.value, unitOf(lows, index)));
    return { items, end: last.end, explicit: false };
  }
  const items = lows.map((part, index): ValueItem => {
    const high = highs[index]?.number.value ?? part.number.value;
    return {
      op: 'range',
      low: part.number.value,
      high,
      unit: unitOf([...lows, ...highs], index),
      name: null,
    };
  });
  return { items, end: highs.at(-1)?.end ?? last.end, explicit: false };
};

const PLUS_MINUS = /\s*(\()?\s*±\s*(?:(\d+)\s*[×x*]\s*)?(\d+(?:\.\d+)?)\s*/y;
const UNEQUAL = /\s*(\()?\s*\+\s*(\d+(?:\.\d+)?)\s*(%)?\s*[/~,，]?\s*-\s*(\d+(?:\.\d+)?)\s*/y;

/** Deviation as a fraction of the nominal value (percent) or in its unit. */
function around(nominal: Dec | null, down: Dec, up: Dec, unit: string): Omit<ValueItem, 'name'> {
  if (nominal === null) return { op: 'tolerance', low: down.neg(), high: up, unit };
  return { op: 'tolerance', low: nominal.minus(down), high: nominal.plus(up), unit };
}

interface Deviation {
  readonly down: Dec;
  readonly up: Dec;
  readonly unit: string;
  readonly end: number;
}

function readDeviation(text: string, at: number): Deviation | null {
  const equal = matchAt(PLUS_MINUS, text, at);
  const match = equal ?? matchAt(UNEQUAL, text, at);
  if (match === null) return null;
  const size = new D(equal?.[3] ?? '0').times(equal?.[2] ?? '1');
  let end = at + match[0].length;
  let unit = readUnit(text, end);
  end = unit?.end ?? end;
  if (match[1] !== undefined) {
    const close = matchAt(/\s*\)/y, text, end);
    if (close === null) return null;
    end += close[0].length;
    unit ??= readUnit(text, end);
    end = Math.max(end, unit?.end ?? 0);
  }
  const up = equal === null ? new D(match[2] ?? '0') : size;
  return { down: equal === null ? new D(match[4] ?? '0') : size, up, unit: unit?.unit ?? '', end };
}

/** v±t, v±p%, v±n×p%, v(+a/-b), ±t, +a/-b. */
const tolerance: Form = (text, at) => {
  const nominal = /[±+]/.test(text[at] ?? '') && readDeviation(text, at) !== null ? null : readPart(text, at);
  const deviation = readDeviation(text, nominal?.end ?? at);
  if (deviation === null) return null;
  const { down, up, unit, end } = deviation;
  if (nominal === null)
    return { items: [{ ...around(null, down, up, unit), name: null }], end, explicit: true };
  const { value } = nominal.number;
  if (unit !== '%' || nominal.unit === '%') {
    const shared = nominal.unit === '' ? unit : nominal.unit;
    return { items: [{ ...around(value, down, up, shared), name: null }], end, explicit: true };
  }
  const share = value.abs().div(100);
  const list = nominal.unit === '' ? matchAt(LIST, text, end) : null;
  const next = list === null ? null : readPart(text, end + list[0].length);
  const shared = nominal.unit === '' ? (next?.unit ?? '') : nominal.unit;
  const items: ValueItem[] = [{ ...around(value, down.times(share), up.times(share), shared), name: null }];
  if (next !== null) items.push(exact(next.number.value, next.unit));
  return { items, end: next?.end ?? end, explicit: true };
};

/** Brings the low end of a mixed range (500W~6kW) to the unit of the high end. */
function rescale(value: Dec, from: string, to: string): Dec | null {
  const [a, b] = [unitInfo(from), unitInfo(to)];
  if (a === null || b === null) return null;
  if (a.dims !== b.dims) return null;
  return value.times(a.num).times(b.den).div(a.den.times(b.num));
}

/** a~b, a-b, a至b. A scale written once (1~2万, 3~5×10⁻⁶) serves both ends. */
const range: Form = (text, at) => {
  const low = readPart(text, at);
  if (low === null) return null;
  const mark = matchAt(RANGE, text, low.end);
  if (mark === null) return null;
  const high = readPart(text, low.end + mark[0].length);
  if (high === null) return null;
  const sameUnit = low.unit === '' || low.unit === high.unit;
  const scaled =
    low.unit === '' && low.number.scale.equals(1)
      ? low.number.value.times(high.number.scale)
      : low.number.value;
  const from = sameUnit ? scaled : high.unit === '' ? scaled : rescale(scaled, low.unit, high.unit);
  if (from?.lessThan(high.number.value) !== true) return null;
  const unit = high.unit === '' ? low.unit : high.unit;
  const item: ValueItem = { op: 'range', low: from, high: high.number.value, unit, name: null };
  return { items: [item], end: high.end, explicit: false };
};

/** 50:1 is 50. */
const ratio: Form = (text, at) => {
  const match = matchAt(/(\d+(?:\.\d+)?)\s*:\s*1(?![\d.])/y, text, at);
  if (match === null) return null;
  return { items: [exact(new D(match[1] ?? '0'), '')], end: at + match[0].length, explicit: true };
};

/** 1/500, 1/4英寸. */
const fraction: Form = (text, at) => {
  const match = matchAt(/1\/(\d+)(?![\d./])/y, text, at);
  if (match === null || Number(match[1]) < 2) return null;
  const end = at + match[0].length;
  const unit = readUnit(text, end);
  return {
    items: [exact(new D(1).div(match[1] ?? '1'), unit?.unit ?? '')],
    end: unit?.end ?? end,
    explicit: false,
  };
};

/** a/b/c unit, aV转bV, and the single value. */
const list: Form = (text, at) => {
  const parts = readChain(text, at, LIST);
  const last = parts.at(-1);
  if (last === undefined) return null;
  const items = parts.map((part, index) => exact(part.number.value, unitOf(parts, index)));
  return { items, end: last.end, explicit: false };
};

const FORMS: readonly Form[] = [cable, fraction, ratio, sizes, tolerance, range, list];

/** Reads the value expression that begins at a place of the normalised text; null if none does. */
export function readValue(text: string, at: number): ValueExpression | null {
  for (const form of FORMS) {
    const found = form(text, at);
    if (found !== null) return found;
  }
  return null;
}
