import { describe, expect, it } from '@jest/globals';
import { CHAIN_NODES, CHAINS } from './facts-chains.js';
import { SECTIONS } from './facts-industry.js';
import { shippedRegions } from './facts-regions.js';

const divisions = SECTIONS.flatMap((section) =>
  Object.entries(section.divisions).map(([code, name]) => ({ code, name, parent: section.code })),
);

describe('shipped facts', () => {
  it('have 20 sections A to T and 97 divisions 01 to 97, each once, in order', () => {
    expect(SECTIONS.map((section) => section.code).join('')).toBe('ABCDEFGHIJKLMNOPQRST');
    expect(divisions.map((one) => Number(one.code)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 97 }, (_, index) => index + 1),
    );
    expect(divisions.every(({ code }) => /^\d\d$/.test(code))).toBe(true);
  });

  it('have the three levels of GB/T 2260, each code once and behind the one it belongs to', () => {
    const regions = shippedRegions();
    const places = new Map(regions.map(({ code }, index) => [code, index]));
    expect(places.size).toBe(regions.length);
    expect(regions.length).toBeGreaterThan(3_000);
    expect(regions.filter(({ parent }) => parent === null)).toHaveLength(34);
    for (const [index, { code, name, parent }] of regions.entries()) {
      expect(code).toMatch(/^[1-8]\d{5}$/);
      expect(name).toMatch(/^\p{Script=Han}{2,15}$/u);
      if (parent === null) expect(code).toMatch(/0000$/);
      else {
        expect(places.get(parent)).toBeLessThan(index);
        // A county carries its prefecture's digits, a prefecture its province's.
        expect(code.startsWith(parent.replace(/(?:00)+$/, ''))).toBe(true);
      }
    }
  });

  it('know places at each level, under the right one', () => {
    const regions = new Map(shippedRegions().map((region) => [region.code, region]));
    const path = (code: string): string[] => {
      const region = regions.get(code);
      return region === undefined
        ? []
        : [...(region.parent === null ? [] : path(region.parent)), region.name];
    };
    expect(path('320505')).toEqual(['江苏省', '苏州市', '虎丘区']);
    expect(path('110108')).toEqual(['北京市', '海淀区']);
    expect(path('810001')).toEqual(['香港特别行政区', '中西区']);
    expect(path('710000')).toEqual(['台湾省']);
  });

  it('have the five chains of 2023, and nodes that stand in one of them', () => {
    expect(CHAINS.map((chain) => chain.name)).toEqual([
      ...['移动信息', '高端装备', '先进化工材料', '新能源', '新能源汽车'],
    ]);
    const codes = new Set(CHAINS.map((chain) => chain.code));
    expect(CHAIN_NODES.filter((node) => !codes.has(node.chain))).toEqual([]);
    expect(new Set(CHAIN_NODES.map((node) => node.code)).size).toBe(CHAIN_NODES.length);
  });
});
