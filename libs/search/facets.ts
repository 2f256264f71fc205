import { type LocalizedText } from '#libs/common';

/** Facets that are counted, by kind of document. */
export const PRODUCT_FACETS = [
  'region',
  'industry',
  'chain',
  'tier',
  'certificate',
  'first_unit_kind',
  'first_unit_level',
  'price_band',
  'stage',
] as const;
export type ProductFacet = (typeof PRODUCT_FACETS)[number];
export const NEED_FACETS = [
  'need_kind',
  'region',
  'place',
  'industry',
  'chain',
  'first_unit_kind',
  'procurement_way',
] as const;
export type NeedFacet = (typeof NEED_FACETS)[number];
export type Facet = ProductFacet | NeedFacet;

/** What a document may be filtered by; `serves` are regions served as stated, `serves_in` those with all that lie above them. */
export type TagName = Facet | 'serves' | 'serves_in' | 'chain_node' | 'organisation';

/** Public values of a document by name. */
export type Tags = Readonly<Partial<Record<TagName, readonly string[]>>>;

/** The text under which a value is indexed. */
export const tagOf = (name: TagName, value: string): string => `${name}:${value}`;

export function tagList(tags: Tags): string[] {
  const names = Object.keys(tags) as TagName[];
  return names.flatMap((name) => [...new Set(tags[name])].map((value) => tagOf(name, value)));
}

/** Certificates are named freely: ISO 9001, iso9001 and ＩＳＯ９００１ are one. */
export function certificateTag(name: string): string {
  return name.normalize('NFKC').replace(/\s+/g, '').toUpperCase();
}

/** A code with the codes above it: parents of the table and, of the six digits of GB/T 2260, the province and the prefecture. */
export function withAncestors(code: string, parentOf: (code: string) => string | null): string[] {
  const found = new Set<string>();
  for (let at: string | null = code; at !== null && !found.has(at); at = parentOf(at)) found.add(at);
  if (/^\d{6}$/.test(code))
    [`${code.slice(0, 2)}0000`, `${code.slice(0, 4)}00`].forEach((one) => found.add(one));
  return [...found];
}

/** The section letter that some write before a code of GB/T 4754 (C3811) is no part of it. */
export const industryCode = (code: string): string => code.replace(/^[A-T](?=\d{2,4}$)/, '');

/** A code of GB/T 4754 with its division and group by its digits, and what the table has above them. */
export function industryTags(code: string, parentOf: (code: string) => string | null): string[] {
  const plain = industryCode(code);
  const own = /^\d{2,4}$/.test(plain) ? [plain, plain.slice(0, 3), plain.slice(0, 2)] : [plain];
  const section = plain === code ? [] : [code.slice(0, 1)];
  return [...new Set([...own.flatMap((one) => withAncestors(one, parentOf)), ...section])];
}

/** Upper ends of the bands in fen, exclusive; a price belongs to the band of its low end. */
const BANDS: readonly (readonly [string, number, LocalizedText])[] = [
  ['under_100', 100_00, { zh: '100 元以下', en: 'under 100 yuan' }],
  ['from_100', 1_000_00, { zh: '100–1000 元', en: '100–1,000 yuan' }],
  ['from_1k', 10_000_00, { zh: '1000–1 万元', en: '1,000–10,000 yuan' }],
  ['from_10k', 100_000_00, { zh: '1–10 万元', en: '10,000–100,000 yuan' }],
  ['from_100k', 1_000_000_00, { zh: '10–100 万元', en: '100,000–1 million yuan' }],
  ['from_1m', Infinity, { zh: '100 万元以上', en: '1 million yuan and more' }],
];

export const PRICE_BANDS: readonly string[] = BANDS.map(([code]) => code);

/** The band of a price in fen; null for another currency than CNY, which is not compared. */
export function priceBand(
  price: { low: number | null; high: number | null; currency: string } | null,
): string | null {
  const amount = price?.low ?? price?.high ?? null;
  if (price?.currency !== 'CNY' || amount === null) return null;
  return BANDS.find(([, end]) => amount < end)?.[0] ?? null;
}

export const PRICE_BAND_NAMES: Readonly<Record<string, LocalizedText>> = Object.fromEntries(
  BANDS.map(([code, , name]) => [code, name]),
);
