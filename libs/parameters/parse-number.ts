import { type Dec, Dec as D } from './decimal.js';
import { isCounter, unitInfo } from './units.js';

/** A number in the normalised text. */
export interface NumberToken {
  readonly value: Dec;
  /** 万, 亿 or 10ⁿ that was multiplied in; 1 without. */
  readonly scale: Dec;
  readonly end: number;
}

export interface UnitToken {
  readonly unit: string;
  readonly end: number;
}

const NUMBER =
  /[+-]?\s?(?:\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?|\d{1,3}(?: \d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)/y;
const POWER = /\s*[×xX*·]\s*10(?:\^\(?([+-]?\d{1,2})\)?|([+-]\d{1,2}))|[eE]([+-]?\d{1,2})(?![A-Za-z\d])/y;
const MYRIAD = /\s*(百万|千万|万亿|万|亿)/y;
const MYRIADS: Readonly<Record<string, string>> = {
  百万: '1e6',
  千万: '1e7',
  万亿: '1e12',
  万: '1e4',
  亿: '1e8',
};
const HAN_NUMBER = /[一二两三四五六七八九十]+(?=\s?[台套座辆核副架艘])/y;
const HAN_DIGITS = '零一二三四五六七八九十';

/** Matches a sticky pattern at one place. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Reads 两, 八, 十二, 二十 … (below 100). */
function hanValue(word: string): number | null {
  const digits = word.replaceAll('两', '二');
  const [tens = '', ones = ''] = digits.includes('十') ? digits.split('十') : ['零', digits];
  if (tens.length > 1 || ones.length > 1) return null;
  return (tens === '' ? 1 : HAN_DIGITS.indexOf(tens)) * 10 + (ones === '' ? 0 : HAN_DIGITS.indexOf(ones));
}

/** Reads a number with thousands marks, 万/亿 and ×10ⁿ, or a Chinese numeral before a counter. */
export function readNumber(text: string, at: number): NumberToken | null {
  const match = matchAt(NUMBER, text, at);
  if (match === null) {
    const word = matchAt(HAN_NUMBER, text, at)?.[0];
    const value = word === undefined ? null : hanValue(word);
    return value === null ? null : { value: new D(value), scale: new D(1), end: at + (word?.length ?? 0) };
  }
  let end = at + match[0].length;
  let scale = new D(1);
  const power = matchAt(POWER, text, end);
  if (power !== null) {
    scale = new D(10).pow(Number(power[1] ?? power[2] ?? power[3]));
    end += power[0].length;
  }
  const myriad = matchAt(MYRIAD, text, end);
  if (myriad !== null) {
    scale = scale.times(MYRIADS[myriad[1] ?? ''] ?? '1');
    end += myriad[0].length;
  }
  return { value: new D(match[0].replace(/[,\s]/g, '')).times(scale), scale, end };
}

const UNIT_RUN = /[A-Za-zμΩ°℃℉%‰\p{Script=Han}][A-Za-zμΩ°℃℉%‰\p{Script=Han}0-9^·⋅.*/()-]{0,23}|\/\s?[℃K]/uy;
const LATIN = /[A-Za-zμΩ]/;
/** Words that begin with a unit's sign without being one. */
const OTHER_WORD =
  /^(?:项目|周[围边长期]|天[线然气]|个性|件号|次[级要]|点[位焊]|级[别联]|度量|路[由灯面基]|台[风架]|面[板积]|条[件款码]|对[讲比]|层析|站点|口径|道[路闸]|相[机对位]|位[置移]|门[禁架锁]|根据|名称|线[路缆程]|核[心]|人[员工]|节[能点]|升[级降]|克服|分[辨布钟]|孔径|轴[承线])/;

/** True if the unit could stand in a text: not cut out of a longer Latin word, no 台/套. */
function plausible(candidate: string, next: string): boolean {
  const last = candidate.slice(-1);
  if (LATIN.test(last) && LATIN.test(next)) return false;
  if (/[·⋅.*/(^-]$/.test(candidate)) return false;
  // 3kg/m-5kg/m is a range; a bare negative exponent needs a product, W·m-1.
  if (/-\d/.test(candidate) && !/[·⋅^]/.test(candidate)) return false;
  const [above = '', below = ''] = candidate.split('/');
  return !(isCounter(above) && isCounter(below));
}

/** Reads the longest known unit at a place, spaces before it allowed. */
export function readUnit(text: string, at: number): UnitToken | null {
  let start = at;
  while (text[start] === ' ') start++;
  const run = matchAt(UNIT_RUN, text, start)?.[0] ?? '';
  const wordy = OTHER_WORD.test(run);
  for (let length = run.length; length > 0; length--) {
    const candidate = run.slice(0, length);
    if ((wordy && length === 1) || !plausible(candidate, text[start + length] ?? '')) continue;
    const info = unitInfo(candidate);
    if (info !== null && info.canonical !== '') return { unit: info.canonical, end: start + length };
  }
  return null;
}
