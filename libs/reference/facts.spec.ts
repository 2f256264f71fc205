import { describe, expect, it } from '@jest/globals';
import { CHAIN_NODES, CHAINS } from './facts-chains.js';
import { SECTIONS } from './facts-industry.js';
import { PROVINCES } from './facts-regions.js';

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

  it('have 34 provinces with codes of GB/T 2260', () => {
    const codes = Object.keys(PROVINCES);
    expect(codes).toHaveLength(34);
    expect(codes.every((code) => /^[1-8]\d0000$/.test(code))).toBe(true);
    expect(new Set(Object.values(PROVINCES)).size).toBe(34);
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
