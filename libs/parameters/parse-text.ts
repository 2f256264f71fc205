import { readUnit } from './parse-number.js';

/** Text in one spelling, with the way back to the original. */
export interface NormalText {
  readonly text: string;
  /** Original offset of each character; one more entry for the end. */
  readonly starts: readonly number[];
  /** True where a number may not begin: dates, money, codes, standards, clause numbers. */
  readonly blocked: readonly boolean[];
  /** The text as it was given. */
  readonly original: string;
}

const SPECIAL: Readonly<Record<string, string>> = {
  '，': '，',
  '℃': '℃',
  '℉': '℉',
  '…': '…',
  '−': '-',
  '–': '—',
  '∼': '~',
  '〜': '~',
  '≧': '≥',
  '⩾': '≥',
  '≦': '≤',
  '⩽': '≤',
  '✕': '×',
  '✖': '×',
  '\n': ';',
  '\r': ';',
  '\t': ' ',
};

/** ①, ⑴, ⒈: list marks, which NFKC would turn into numbers of the text. */
const LIST_MARK = /[①-⒛]/;
const SUPERSCRIPT = /[⁰¹²³⁴-⁹⁻⁺]/;

/** NFKC character by character; superscripts become `^` and digits, so that 10⁴ and 104 stay apart. */
export function normalizeText(original: string): NormalText {
  let text = '';
  const starts: number[] = [];
  let offset = 0;
  let raised = false;
  for (const char of original) {
    const superscript = SUPERSCRIPT.test(char);
    let piece = SPECIAL[char] ?? (LIST_MARK.test(char) ? ';' : char.normalize('NFKC'));
    if (superscript) piece = (raised ? '' : '^') + piece.replace('−', '-');
    starts.push(...new Array<number>(piece.length).fill(offset));
    text += piece;
    offset += char.length;
    raised = superscript;
  }
  starts.push(offset);
  return { text, starts, blocked: blockedPlaces(text), original };
}

/** Digits that are no quantity: each match is blocked as a whole. */
const NO_QUANTITY: readonly RegExp[] = [
  /(?:19|20)\d\d(?=\s*(?:[-—~至到/]|[、,，])\s*(?:19|20)\d\d\s*年)/g,
  /(?:19|20)\d\d\s*年度?(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?/g,
  // 2 026年: spaces that a PDF left in a year. 29日9点前, 下午3点: times of day.
  /(?<!\d)2\s?0\s?[12]\s?\d\s*年/g,
  /(?<=[日午晨晚])\s*\d{1,2}\s*点/g,
  /\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}\s*月\s*\d{1,2}\s*日|(?<!\d)\d{1,2}\s*时(?=\s*(?:至|前|起|整|\())/g,
  /(?:人民币|[¥$])?\s*(?<!\d)\d[\d,.]*\s*(?:百万|千万|万|亿)?\s*(?:元|美元|欧元)/g,
  /第\s*[\d.]+\s*[个次版章节条款页批期名位]?/g,
  /(?:附件|附录|条款|版本号?|序号|标段|标包|编号)\s*[A-Z]?\d+(?:[-.]\d+)*/g,
  /(?:(?<!\p{Script=Han})|[见如和及与、])[图表]\s*[A-Z]?\d+(?:[-.]\d+)*/gu,
  /(?<![A-Za-z])(?:(?:GB|DL|JB|YD|SY|NB|HG|CJ|SJ|TB|SL|EN|DB|ISO|IEC|IEEE|ASTM|API|ITU|UL)(?:\/[A-Z]{1,5})?|[QT]\/[A-Z]{1,6})\s\d[\d.]*(?:[-—:]\d{2,4})?(?!\d)/g,
  // 260803S: a project number made of a day and a letter.
  /(?<![\d.])2\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[A-Z](?![A-Za-z\d/·])/g,
  /(?<![\d.])\d{8,}|(?<!\d)0\d{2,3}-\d{7,8}|1[3-9]\d{9}/g,
  /(?<![\d.])[34][AC](?=\s*(?:产品|认证|系统|平台|统一|安全|数码|证书))/g,
  /(?:请勿|禁止|严禁|切勿)[^。;，,]*/g,
  /(?<!\d)7\s*[×x*]\s*24\s*(?:小时|[hH])?/g,
  /(?<=(?:分辨率|摄像|视频|显示|屏|高清|画质)\D{0,8})[1248]K(?![A-Za-z])/g,
];

/** A word that begins with a letter and holds digits: models, named formats, protection classes. */
const CODE = /(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9+]*(?:[-_/.—][A-Za-z0-9.]+)*/g;
/** Letters that may stand right before a quantity. */
const LETTERS_BEFORE = /^(?:AC|DC|DN|PN|Ra|Rz|[ΦφΔ])(?=[\d±])/;
const CLAUSE_NUMBER =
  /(?<=^|[。;，,]\s*)(?:\d+(?:\.\d+)+(?=\s*[\p{Script=Han}A-Z])|\d{1,2}(?=[、)])|\d{1,2}\.(?=[^\d]))/gu;

function block(blocked: boolean[], start: number, length: number): void {
  blocked.fill(true, start, start + length);
}

function blockedPlaces(text: string): boolean[] {
  const blocked = new Array<boolean>(text.length + 1).fill(false);
  for (const pattern of NO_QUANTITY) {
    for (const match of text.matchAll(pattern)) block(blocked, match.index, match[0].length);
  }
  for (const match of text.matchAll(CODE)) {
    if (/\d/.test(match[0]) && !LETTERS_BEFORE.test(match[0])) block(blocked, match.index, match[0].length);
  }
  for (const match of text.matchAll(CLAUSE_NUMBER)) {
    if (readUnit(text, match.index + match[0].length) === null) block(blocked, match.index, match[0].length);
  }
  return blocked;
}
