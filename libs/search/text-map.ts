import { Converter } from 'opencc-js/t2cn';

/** The package's type files import without extensions, which this module resolution cannot follow. */
type MakeConverter = (options: { from: string; to: string }) => (text: string) => string;
const toSimplified = (Converter as unknown as MakeConverter)({ from: 't', to: 'cn' });

/** A character with the marks that combine with it: NFKC never looks further than that here. */
const CLUSTER = /\P{M}\p{M}*|\p{M}+/gsu;
/** What belongs to a cluster of several units. */
const CLUSTERED = /[\p{M}\u{10000}-\u{10FFFF}]/u;
const HAN_RUN = /\p{Script=Han}+/gu;

/** Half-open range of UTF-16 units, as JavaScript and GraphQL clients count. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/**
 * A text in the form in which it is cut and compared, with the way back to the original: NFKC (full-width → half-width), traditional →
 * simplified, lower case.
 */
export interface MappedText {
  readonly text: string;
  /** The same, letter case kept: it decides in units (mW, MW). Equal offsets. */
  readonly cased: string;
  /** The range of the original that a range of `text` came from. */
  original(start: number, end: number): TextRange;
}

/** Plain ASCII, as most texts in English are. */
const ASCII = /^\p{ASCII}*$/u;

/** @param source any text; equal texts give equal results, whatever stands around them */
export function mapText(source: string): MappedText {
  // Most texts are in this form already, each character one unit: they map to themselves.
  const ascii = ASCII.test(source);
  if (ascii || (!CLUSTERED.test(source) && source.normalize('NFKC') === source)) {
    const { length } = source;
    const original = (start: number, end: number) => ({
      start: start >= 0 && start < length ? start : length,
      end: end > 0 && end <= length ? end : 0,
    });
    return ascii ? { cased: source, text: source.toLowerCase(), original } : folded(source, original);
  }
  const starts: number[] = [];
  const ends: number[] = [];
  let plain = '';
  for (const match of source.matchAll(CLUSTER)) {
    const plainer = match[0].normalize('NFKC');
    plain += plainer;
    starts.push(...Array<number>(plainer.length).fill(match.index));
    ends.push(...Array<number>(plainer.length).fill(match.index + match[0].length));
  }
  return folded(plain, (start, end) => ({ start: starts[start] ?? source.length, end: ends[end - 1] ?? 0 }));
}

/** @param plain in NFKC */
function folded(plain: string, original: MappedText['original']): MappedText {
  const cased = plain.replace(HAN_RUN, simplify);
  return { cased, text: lower(cased), original };
}

/** Character for character, so that offsets stay; words whose simplified form has another length are converted one by one. */
function simplify(run: string): string {
  const whole = toSimplified(run);
  if (whole.length === run.length) return whole;
  return [...run]
    .map((char) => {
      const simple = toSimplified(char);
      return simple.length === char.length ? simple : char;
    })
    .join('');
}

/** `İ` and its kind become longer in lower case: they stay as they are. */
function lower(text: string): string {
  const whole = text.toLowerCase();
  if (whole.length === text.length) return whole;
  return [...text]
    .map((char) => (char.toLowerCase().length === char.length ? char.toLowerCase() : char))
    .join('');
}

/** NFKC, traditional → simplified, lower case. */
export function normalizeText(text: string): string {
  return mapText(text).text;
}
