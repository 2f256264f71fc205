import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CHAIN_NODES, CHAINS } from './facts-chains.js';
import { SECTIONS } from './facts-industry.js';
import { PROVINCES } from './facts-regions.js';

const DATA = process.env.GONGLIAN_DATA;
if (DATA === undefined || DATA === '')
  console.warn('GONGLIAN_DATA is not set: the shipped GB/T 4754 is not checked against reference/ of it');
const withData = DATA === undefined || DATA === '' ? it.skip : it;

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

  withData('have the sections and divisions of the shared table, name by name', () => {
    const file = join(DATA ?? '', 'reference', 'industry-gbt4754-2017.csv');
    const rows = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.trim().split(','))
      .filter(([, level]) => level === '1' || level === '2')
      .map(([code, , parent, name]) => ({ code, name, parent }));
    const shipped = [...SECTIONS.map(({ code, name }) => ({ code, name, parent: '' })), ...divisions];
    const byCode = (a: { code?: string }, b: { code?: string }) => ((a.code ?? '') < (b.code ?? '') ? -1 : 1);
    expect(shipped.sort(byCode)).toEqual(rows.sort(byCode));
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
