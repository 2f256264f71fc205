import { type SearchDocument } from './search-document.js';
import { encodeTerm, EVERY } from './meili-terms.js';
import { parameterRow, type ParameterRow } from './search-parameters.js';
import { indexTerms } from './segment.js';
import { normalizeText } from './text-map.js';
import { type FieldWeight } from './tsvector.js';

/** Times that one document states one parameter (10 kV, 35 kV); further ones are not in this index. */
export const MAX_STATED = 4;

/** Name below `p` of the numbers of one statement: an array of objects would be taken apart, and its numbers mixed. */
export function parameterField(code: string, place: number): string {
  return place === 0 ? code : `${code}__${place + 1}`;
}

/** Numbers of one parameter in its base unit; left out where they would be null: the engine knows no comparison with nothing. */
interface ParameterNumbers {
  low?: number;
  high?: number;
  at_least?: number;
  at_most?: number;
  /** Stated as one value, not as a range. */
  value?: number;
}

/** A document as Meilisearch keeps it: terms and codes of public fields, nothing else. Times are milliseconds since 1970. */
export interface MeiliDocument extends Record<string, unknown> {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly title_key: string;
  /** Terms of the fields by weight, and the word that all have. */
  readonly a: string;
  readonly b: string;
  readonly c: string;
  readonly d: string;
  readonly every: string;
  /** All terms, and those of names: what a query asks for is a filter on these, exact whatever its length. */
  readonly terms: readonly string[];
  readonly name_terms: readonly string[];
  readonly published_at: number;
  /** Codes of the parameters that are stated, and their numbers. */
  readonly params: readonly string[];
  readonly p: Readonly<Record<string, ParameterNumbers>>;
}

/** Builds the document from what `SearchSource` gives to every engine; what may be missing is left out. */
export function meiliDocument(document: SearchDocument): MeiliDocument {
  const fields = termsByWeight(document);
  const rows = (document.parameters ?? []).map(parameterRow).filter((row) => row !== null);
  return {
    ...{ id: document.id, version: document.version, title: document.title },
    title_key: normalizeText(document.title),
    ...{ a: fields.A.join(' '), b: fields.B.join(' '), c: fields.C.join(' '), d: fields.D.join(' ') },
    every: EVERY,
    terms: [...new Set(Object.values(fields).flat())],
    name_terms: [...new Set(fields.A)],
    ...tagsByName(document),
    published_at: document.publishedAt?.getTime() ?? 0,
    ...numbersOf(document),
    params: [...new Set(rows.map(({ code }) => code))],
    p: numbersByField(rows),
  };
}

function termsByWeight({ fields }: SearchDocument): Record<FieldWeight, string[]> {
  const found: Record<FieldWeight, string[]> = { A: [], B: [], C: [], D: [] };
  for (const { text, isName, weight } of fields) {
    const { words, others } = indexTerms(text, isName ?? false);
    found[weight].push(...[...words, ...others].map(encodeTerm));
  }
  return found;
}

/** One field for each tag. */
function tagsByName({ tags, organisationId }: SearchDocument): Record<string, readonly string[]> {
  const given = { ...tags, ...(organisationId !== undefined && { organisation: [organisationId] }) };
  return Object.fromEntries(Object.entries(given).map(([name, values]) => [name, [...new Set(values)]]));
}

function numbersOf({ price, leadTimeDays, deadline }: SearchDocument): Record<string, number | string> {
  // To sort by: an open end sorts by the other one, and amounts of several currencies are not compared.
  const [sortLow, sortHigh] = [price?.low ?? price?.high, price?.high ?? price?.low];
  const isCny = price?.currency === 'CNY';
  return present({
    price_low: price?.low,
    price_high: price?.high,
    currency: price?.currency,
    price_per: price?.per,
    ...{ sort_low: sortLow, sort_high: sortHigh },
    ...(isCny && { cny_low: sortLow, cny_high: sortHigh }),
    lead_time_days: leadTimeDays,
    deadline: deadline?.getTime(),
  });
}

function numbersByField(rows: readonly ParameterRow[]): Record<string, ParameterNumbers> {
  const found: Record<string, ParameterNumbers> = {};
  const stated = new Map<string, number>();
  for (const { code, low, high, at_least, at_most } of rows) {
    const place = stated.get(code) ?? 0;
    if (place >= MAX_STATED) continue;
    stated.set(code, place + 1);
    found[parameterField(code, place)] = present({
      low: asNumber(low),
      high: asNumber(high),
      at_least: asNumber(at_least),
      at_most: asNumber(at_most),
      value: low !== null && low === high ? asNumber(low) : null,
    });
  }
  return found;
}

/** Decimal text as the double next to it: comparisons agree with exact ones to fifteen digits. */
const asNumber = (text: string | null) => (text === null ? null : Number(text));

function present<T>(values: Readonly<Record<string, T | null | undefined>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(values).filter(
      (entry): entry is [string, T] => entry[1] !== null && entry[1] !== undefined,
    ),
  );
}
