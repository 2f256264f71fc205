import { type SourceRecord } from '#libs/common';
import { findParameter } from '#libs/parameters';

const MAX_NAME = 200;
const MAX_SUMMARY = 4_000;
const TYPED = /^attr_([ntb])_/;

/** `attr_n_display_diagonal` as words. */
const words = (attribute: string) => attribute.replace(TYPED, '').replace(/_+/g, ' ').trim();

/** At the last blank that fits. */
function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = text.lastIndexOf(' ', max);
  return text.slice(0, end > 0 ? end : max).trim();
}

/** The supplier of an Icecat product, known by its name. */
export function icecatSupplier(record: SourceRecord): SourceRecord {
  return { key: record.supplier ?? '', kind: 'sme', name: record.supplier ?? '' };
}

/**
 * An Icecat product. The file gives numbers without units: one is a parameter only where the dictionary knows its name and measures it
 * without a unit; all else is told in words, since a unit that is not in the file would be a guess. Currency is not stated either,
 * so prices stay out.
 */
export function icecatProduct(record: SourceRecord): SourceRecord {
  const title = record.title ?? '';
  const name = cut(title, MAX_NAME);
  const told = [...(name === title ? [] : [title]), record.short_description ?? ''];
  const parameters: string[] = [];
  for (const [attribute, value] of Object.entries(record)) {
    if (!TYPED.test(attribute)) continue;
    const plain = attribute.startsWith('attr_n_') && findParameter(words(attribute))?.baseUnit === '';
    if (plain) parameters.push(`${words(attribute)}=${value}`);
    else if (attribute.startsWith('attr_b_')) told.push(...(value === 'true' ? [words(attribute)] : []));
    else told.push(`${words(attribute)} ${value}`);
  }
  return {
    ...{ organisation: record.supplier ?? '', sku: record.id ?? '', name },
    summary: cut(told.filter((part) => part !== '').join('; '), MAX_SUMMARY),
    parameters: parameters.join(';'),
  };
}
