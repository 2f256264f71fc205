import { type LocalizedText } from '#libs/common';
import { type FirstUnitKind, type FirstUnitLevel } from './first-unit.js';
import { type ReferenceTables } from './reference.tables.js';

export const FIRST_UNIT_KIND_NAMES: Readonly<Record<FirstUnitKind, LocalizedText>> = {
  equipment: { zh: '首台（套）', en: 'first equipment' },
  material: { zh: '首批次', en: 'first material batch' },
  software: { zh: '首版次', en: 'first software version' },
};

export const FIRST_UNIT_LEVEL_NAMES: Readonly<Record<FirstUnitLevel, LocalizedText>> = {
  national: { zh: '国家级', en: 'national' },
  energy: { zh: '能源领域', en: 'energy sector' },
  province: { zh: '省级', en: 'provincial' },
};

/** The name of a code, the same in both languages as the tables are Chinese; the code itself where the table does not have it. */
export function codeName(
  tables: ReferenceTables,
  table: 'region' | 'industry' | 'chain',
  code: string,
): LocalizedText {
  const find = {
    region: () => tables.findRegion(code),
    industry: () => tables.findIndustry(code),
    chain: () => tables.findChain(code),
  };
  return sameInBoth(find[table]()?.name ?? code);
}

/** The name of a value among these; the value itself where they do not have it. */
export function valueName(names: Readonly<Record<string, LocalizedText>>, value: string): LocalizedText {
  return names[value] ?? sameInBoth(value);
}

const sameInBoth = (text: string): LocalizedText => ({ zh: text, en: text });
