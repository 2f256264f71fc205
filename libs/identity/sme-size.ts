/** Size of an enterprise: 大型, 中型, 小型, 微型. */
export const ENTERPRISE_SIZES = ['large', 'medium', 'small', 'micro'] as const;
export type EnterpriseSize = (typeof ENTERPRISE_SIZES)[number];

/** What the standard measures. People, or fen (a yuan has 100). */
export type SizeMetric = 'employees' | 'annualRevenueFen' | 'totalAssetsFen';

export interface SizeRule {
  readonly metric: SizeMetric;
  /** Least value of a large, a medium and a small enterprise, in people or in 10,000 yuan (万元) as the standard prints them. */
  readonly least: readonly [large: number, medium: number, small: number];
}

const people = (...least: [number, number, number]): SizeRule => ({ metric: 'employees', least });
const revenue = (...least: [number, number, number]): SizeRule => ({ metric: 'annualRevenueFen', least });
const assets = (...least: [number, number, number]): SizeRule => ({ metric: 'totalAssetsFen', least });

/** The 16 trades of 工信部联企业〔2011〕300号 (中小企业划型标准规定), article 4, with their limits. */
export const SIZE_STANDARD = {
  agriculture: { name: '农、林、牧、渔业', rules: [revenue(20_000, 500, 50)] },
  industry: { name: '工业', rules: [people(1_000, 300, 20), revenue(40_000, 2_000, 300)] },
  construction: { name: '建筑业', rules: [revenue(80_000, 6_000, 300), assets(80_000, 5_000, 300)] },
  wholesale: { name: '批发业', rules: [people(200, 20, 5), revenue(40_000, 5_000, 1_000)] },
  retail: { name: '零售业', rules: [people(300, 50, 10), revenue(20_000, 500, 100)] },
  transport: { name: '交通运输业', rules: [people(1_000, 300, 20), revenue(30_000, 3_000, 200)] },
  warehousing: { name: '仓储业', rules: [people(200, 100, 20), revenue(30_000, 1_000, 100)] },
  post: { name: '邮政业', rules: [people(1_000, 300, 20), revenue(30_000, 2_000, 100)] },
  accommodation: { name: '住宿业', rules: [people(300, 100, 10), revenue(10_000, 2_000, 100)] },
  catering: { name: '餐饮业', rules: [people(300, 100, 10), revenue(10_000, 2_000, 100)] },
  telecommunications: {
    name: '信息传输业',
    rules: [people(2_000, 100, 10), revenue(100_000, 1_000, 100)],
  },
  software: { name: '软件和信息技术服务业', rules: [people(300, 100, 10), revenue(10_000, 1_000, 50)] },
  real_estate: {
    name: '房地产开发经营',
    rules: [revenue(200_000, 1_000, 100), assets(10_000, 5_000, 2_000)],
  },
  property_management: { name: '物业管理', rules: [people(1_000, 300, 100), revenue(5_000, 1_000, 500)] },
  leasing_and_business: {
    name: '租赁和商务服务业',
    rules: [people(300, 100, 10), assets(120_000, 8_000, 100)],
  },
  other: { name: '其他未列明行业', rules: [people(300, 100, 10)] },
} as const satisfies Readonly<Record<string, { readonly name: string; readonly rules: readonly SizeRule[] }>>;

export type Trade = keyof typeof SIZE_STANDARD;
export const TRADES = Object.keys(SIZE_STANDARD) as readonly Trade[];

export interface SizeFacts {
  readonly trade: Trade | null;
  readonly employees: number | null;
  /** Fen in the last full year. */
  readonly annualRevenueFen: number | null;
  /** Fen at the end of the last full year. */
  readonly totalAssetsFen: number | null;
}

const FEN_PER_WAN_YUAN = 1_000_000;

/**
 * The size by the standard of 2011: of each class an enterprise must reach every limit of its trade, else it steps down.
 * @returns null while the trade or a number that the trade is measured by is not given: a size is never guessed
 */
export function sizeOf(facts: SizeFacts): EnterpriseSize | null {
  if (facts.trade === null) return null;
  let lowest = 0;
  for (const { metric, least } of SIZE_STANDARD[facts.trade].rules) {
    const value = facts[metric];
    if (value === null) return null;
    const unit = metric === 'employees' ? 1 : FEN_PER_WAN_YUAN;
    const reached = least.findIndex((limit) => value >= limit * unit);
    lowest = Math.max(lowest, reached < 0 ? least.length : reached);
  }
  return ENTERPRISE_SIZES[lowest] ?? 'micro';
}
