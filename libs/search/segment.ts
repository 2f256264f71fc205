import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';
import { Converter } from 'opencc-js/t2cn';
import { DOMAIN_WORDS } from './domain-words.js';

const jieba = Jieba.withDict(dict);
jieba.loadDict(Buffer.from(DOMAIN_WORDS.map((word) => `${word} 1000 n`).join('\n'), 'utf8'));
/** The package's type files import without extensions, which this module resolution cannot follow. */
type MakeConverter = (options: { from: string; to: string }) => (text: string) => string;
const toSimplified = (Converter as unknown as MakeConverter)({ from: 't', to: 'cn' });

/** Words that carry nothing in this trade, in queries and documents alike. */
const STOP_WORDS = new Set([
  '的',
  '和',
  '与',
  '及',
  '或',
  '等',
  '为',
  '在',
  '对',
  '并',
  '以',
  '于',
  '了',
  '是',
  '之',
  '其',
  '该',
  '由',
  '按',
  'the',
  'of',
  'and',
  'for',
  'a',
  'to',
  'in',
  'with',
]);

/** Codes such as `yjv22-8.7/15`, `gb/t12706.2-2020`, `10kv`: kept whole, and their parts beside them. */
const CODE =
  /[\p{Script=Latin}\p{Script=Greek}\p{Nd}]+(?:[.\-/][\p{Script=Latin}\p{Script=Greek}\p{Nd}]+)*/gu;
const HAN = /\p{Script=Han}+/gu;

/** Longest token kept: longer ones are noise, and a lexeme has its own limit. */
const MAX_TOKEN = 60;

/** NFKC (full-width → half-width), lower case, traditional → simplified. Offsets are not kept. */
export function normalizeText(text: string): string {
  return toSimplified(text.normalize('NFKC').toLowerCase());
}

/**
 * Cuts a text into the terms that are indexed and searched, in order, repeats kept. The same function serves documents and
 * queries, so both are always cut alike. Long Chinese words come with the words inside them (农业发展银行 → 农业, 发展 …).
 */
export function segment(text: string): string[] {
  const normal = normalizeText(text);
  const found: { at: number; terms: string[] }[] = [];
  for (const match of normal.matchAll(HAN))
    found.push({ at: match.index, terms: jieba.cutForSearch(match[0], true) });
  for (const match of normal.matchAll(CODE)) found.push({ at: match.index, terms: codeTerms(match[0]) });
  return found
    .sort((a, b) => a.at - b.at)
    .flatMap((run) => run.terms)
    .filter((term) => term.length <= MAX_TOKEN && !STOP_WORDS.has(term));
}

/** The terms of a text without repeats, in order of first appearance. */
export function distinctTerms(text: string): string[] {
  return [...new Set(segment(text))];
}

function codeTerms(code: string): string[] {
  const parts = code.split(/[.\-/]/);
  return parts.length === 1 ? [code] : [code, ...parts];
}
