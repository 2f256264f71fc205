/*
 * Reports by segment (CAS 35 分部报告, IFRS 8) end in lines that make the sum come out: what was sold inside the group, what belongs to
 * no segment, what the auditor moved, sums. Lists of products that were drawn from such reports carry them along.
 */

/** Words that say between or inside what the offsetting is; alone they name nothing that can be bought. */
const INSIDE =
  '(?:公司|集团|本集团|本公司|母公司|子公司|总部|本部|板块|行业|产品|地区|区域|业务|分部|内部|内|合并|关联|往来|各|之?间|相互|互相|交易|销售|收入|成本|报表|范围|报告|未实现|和|及|与|的|[:：、，,（）()\\s-])*';

/** 抵销 and 抵减 are words of accounting only, wherever they end a name. */
const OFFSET = /(?:抵[销銷]|抵减|冲抵)(?:数|额|金额|项|项目|数据|部分|小计|合计)?$/;
/** 抵消 is one of engineering too (回声抵消器, 主动噪声抵消): it counts when nothing but words of accounting stands before it. */
const CANCELLED = new RegExp(`^${INSIDE}抵消(?:数|额|金额|项|项目|部分)?$`);
/** What makes a sum come out or belongs to no segment, as the whole name. */
const RESIDUE = new RegExp(
  `^${INSIDE}(?:(?:平衡|调整|调节|差异|勾稽)(?:项|项目|数|额|金额)|(?:未|不可|无法)(?:分配|分摊)(?:的?(?:项目?|金额|数|额|部分|支出|费用|收入|成本|利润|损益))?|间?抵[销消])$`,
);
/** Sums of the lines above; 合计, 小计 and 总计 name nothing else at the end of a line. */
const SUM = /(?:小计|合计|总计)$/;
/** Gains and losses that no delivery stands behind. */
const GAIN = /(?:损益|公允价值变动(?:净)?收益)$/;
const ENGLISH =
  /^(?:(?:inter|intra)[- ]?(?:segment|group|company)\s+)?(?:eliminations?|offsets?|reconcil(?:iation|ing)(?:\s+items?)?|unallocated(?:\s+(?:items?|amounts?|expenses?))?|balancing\s+items?|sub-?total|(?:grand\s+)?total)$/i;

/**
 * True for a name that is a line of bookkeeping and no product: offsetting between segments (分部间抵销), balancing and adjusting
 * items (平衡项目), what is not allocated, sums, gains and losses. Goes by the words of segment reporting and by how a name ends, never by a list of
 * rows; a name that also names a thing (米土压平衡盾构机, 回声抵消器) is a product, and so is a segment (风电分部): it says what is made.
 * @param name as a file gives it, in any width
 */
export function isAccountingItem(name: string): boolean {
  const line = name.normalize('NFKC').trim();
  return [OFFSET, CANCELLED, RESIDUE, SUM, GAIN, ENGLISH].some((rule) => rule.test(line));
}
