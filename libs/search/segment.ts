import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';
import { quantityKey } from '#libs/parameters';
import { DOMAIN_WORDS } from './domain-words.js';
import { type MappedText, mapText } from './text-map.js';

const jieba = Jieba.withDict(dict);
jieba.loadDict(Buffer.from(DOMAIN_WORDS.map((word) => `${word} 1000 n`).join('\n'), 'utf8'));

/** Words that carry nothing in this trade, in queries and documents alike. */
const STOP_WORDS = new Set(
  '的 和 与 及 或 等 为 在 对 并 以 于 了 是 之 其 该 由 按 the of and for a to in with'.split(' '),
);

/** Codes such as `yjv22-8.7/15`, `gb/t12706.2-2020`, `10kv`: kept whole, and their parts beside them. */
const CODE =
  /[\p{Script=Latin}\p{Script=Greek}\p{Nd}]+(?:[.\-/][\p{Script=Latin}\p{Script=Greek}\p{Nd}]+)*/gu;
const HAN = /\p{Script=Han}+/gu;

/** Longest token kept: longer ones are noise, and a lexeme has its own limit. */
const MAX_TOKEN = 60;

/** A term at its place in the normalised text. */
export interface Token {
  readonly term: string;
  readonly start: number;
  readonly end: number;
}

/** A word or code as it stands in the text, with the terms inside it. */
export interface Unit extends Token {
  readonly parts: readonly Token[];
}

const kept = ({ term }: Token) => term.length <= MAX_TOKEN && !STOP_WORDS.has(term);

/** Words and codes of a normalised text in order, stop words and endless ones too. */
export function unitsOf(text: string): Unit[] {
  const units: Unit[] = [];
  for (const match of text.matchAll(HAN)) units.push(...wordsOf(match[0], match.index));
  const words = units.length;
  for (const match of text.matchAll(CODE)) units.push(codeOf(match[0], match.index));
  return words === 0 || words === units.length ? units : units.sort((a, b) => a.start - b.start);
}

/** The terms of a normalised text at their places: of each word those inside it first, of each code the whole first. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const unit of unitsOf(text)) {
    if (unit.parts.length === 0) tokens.push(unit);
    else if (isHan(unit.term)) tokens.push(...unit.parts, unit);
    else tokens.push(unit, ...unit.parts);
  }
  return tokens.filter(kept);
}

export const isHan = (term: string) => /^\p{Script=Han}/u.test(term);

/** True for what a query may ask for. */
export const isTelling = kept;

/**
 * Cuts a text into its terms, in order, repeats kept. The same function serves documents and queries, so both are always cut alike.
 * Long Chinese words come with the words inside them (农业发展银行 → 农业, 发展 …), codes with their parts.
 */
export function segment(text: string): string[] {
  return tokensOf(mapText(text).text).map((token) => token.term);
}

/** The terms of a text without repeats, in order of first appearance. */
export function distinctTerms(text: string): string[] {
  return [...new Set(segment(text))];
}

/** jieba's words of a Chinese run, each with the words inside that it knows. */
function wordsOf(run: string, at: number): Unit[] {
  const units: Unit[] = [];
  const inner = jieba.cutForSearch(run, true);
  let next = 0;
  let offset = 0;
  for (const word of jieba.cut(run, true)) {
    const start = at + offset;
    const parts: Token[] = [];
    const from = new Map<number, number>();
    for (; next < inner.length && inner[next] !== word; next += 1) {
      const term = inner[next] ?? '';
      const found = word.indexOf(term, from.get(term.length) ?? 0);
      if (found < 0) continue;
      from.set(term.length, found + 1);
      parts.push({ term, start: start + found, end: start + found + term.length });
    }
    next += 1;
    units.push({ term: word, start, end: start + word.length, parts });
    offset += word.length;
  }
  return units;
}

/** Most codes: a word, a number, or a number with what may be its unit. They have no parts. */
const PLAIN = /^[0-9]*[a-z]*$/;

/** A plain number with what may be its unit: `10.5kv`. */
const MEASURE = /^\p{Nd}+(?:\.\p{Nd}+)?\p{L}*$/u;

/**
 * A code: its parts between `.-/`, and of a part such as `t12706` or `15kv` the letters and the digits (GB/T 12706 finds
 * GB/T12706.2, and YJV22-8.7/15 the same with kV). A measure keeps its digits and letters together.
 */
function codeOf(code: string, at: number): Unit {
  const parts: Token[] = [];
  if (PLAIN.test(code)) return { term: code, start: at, end: at + code.length, parts };
  const push = (term: string, start: number) => {
    if (term !== code) parts.push({ term, start, end: start + term.length });
  };
  for (const part of code.matchAll(/[^.\-/]+/g)) {
    push(part[0], at + part.index);
    if (MEASURE.test(code)) continue;
    const pieces = [...part[0].matchAll(/\p{L}+|\p{Nd}+/gu)];
    if (pieces.length > 1) for (const piece of pieces) push(piece[0], at + part.index + piece.index);
  }
  return { term: code, start: at, end: at + code.length, parts };
}

const NUMBER = /(?<![\p{Script=Latin}\p{Script=Greek}\p{Nd}.])\d{1,20}(?:\.\d{1,15})?/gu;
/** What may be a unit right after a number: letters and signs, or a few Chinese characters. */
const UNIT_LIKE = /^ ?(?:[A-Za-zμΩ°%‰][A-Za-zμΩ°%/·()0-9^-]{0,9}|\p{Script=Han}{1,4})/u;

/** Marks lexemes that are no words, so that statistics over words leave them out. */
export const QUANTITY_MARK = '=';
export const PAIR_MARK = '~';

/** Numbers with units, each as one term that is the same for 12kV, 12000V and 12千伏. */
export function quantitiesOf({ cased }: MappedText): Token[] {
  const found: Token[] = [];
  for (const match of cased.matchAll(NUMBER)) {
    const end = match.index + match[0].length;
    const tail = UNIT_LIKE.exec(cased.slice(end, end + 12))?.[0] ?? '';
    for (let length = tail.length; length > 0; length -= 1) {
      // Not a unit but the beginning of a word: 12kVA is no 12kV.
      if (/[A-Za-z]$/.test(tail.slice(0, length)) && /^[A-Za-z]/.test(cased.slice(end + length))) continue;
      const key = quantityKey(match[0], tail.slice(0, length).trim());
      if (key === null) continue;
      found.push({ term: QUANTITY_MARK + key, start: match.index, end: end + length });
      break;
    }
  }
  return found;
}

/** Neighbouring Chinese characters: in names they find what no dictionary knows, such as a company's short name. */
export function pairsOf(text: string): string[] {
  const pairs: string[] = [];
  for (const [run] of text.matchAll(HAN)) {
    const chars = [...run];
    for (let i = 1; i < chars.length; i += 1) pairs.push(`${PAIR_MARK}${chars[i - 1]}${chars[i]}`);
  }
  return pairs;
}

/** What is indexed of a text: its terms in order; and without an order its quantities and, if asked for, its pairs. */
export function indexTerms(text: string, withPairs: boolean): { words: string[]; others: string[] } {
  const mapped = mapText(text);
  return {
    words: tokensOf(mapped.text).map((token) => token.term),
    others: [...quantitiesOf(mapped).map((token) => token.term), ...(withPairs ? pairsOf(mapped.text) : [])],
  };
}
