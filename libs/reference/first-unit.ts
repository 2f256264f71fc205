export const FIRST_UNIT_KINDS = ['equipment', 'material', 'software'] as const;
/** 首台(套) equipment, 首批次 material, 首版次 software. */
export type FirstUnitKind = (typeof FIRST_UNIT_KINDS)[number];

export const FIRST_UNIT_LEVELS = ['national', 'energy', 'province'] as const;
/** Who keeps the catalogue: 国家, 能源 (NEA), 省. */
export type FirstUnitLevel = (typeof FIRST_UNIT_LEVELS)[number];
