import { type InputIssue, type LocalizedText } from '#libs/common';
import { type Chain, type ChainNode, type IndustryClass, type Region } from './reference.types.js';

/** The tables at one version, in memory: look-ups without a statement each. Null for an unknown code: it is never guessed. */
export class ReferenceTables {
  readonly #regions: ReadonlyMap<string, Region>;
  readonly #industries: ReadonlyMap<string, IndustryClass>;
  readonly #chains: ReadonlyMap<string, Chain>;
  readonly #nodes: ReadonlyMap<string, ChainNode>;

  constructor(
    readonly version: number,
    rows: {
      readonly regions: readonly Region[];
      readonly industries: readonly IndustryClass[];
      readonly chains: readonly Chain[];
      readonly nodes: readonly ChainNode[];
    },
  ) {
    this.#regions = byCode(rows.regions);
    this.#industries = byCode(rows.industries);
    this.#chains = byCode(rows.chains);
    this.#nodes = byCode(rows.nodes);
  }

  findRegion(code: string): Region | null {
    return this.#regions.get(code) ?? null;
  }

  findIndustry(code: string): IndustryClass | null {
    return this.#industries.get(code) ?? null;
  }

  findChain(code: string): Chain | null {
    return this.#chains.get(code) ?? null;
  }

  findChainNode(code: string): ChainNode | null {
    return this.#nodes.get(code) ?? null;
  }
}

const byCode = <T extends { readonly code: string }>(rows: readonly T[]) =>
  new Map(rows.map((row) => [row.code, row]));

const UNKNOWN = {
  UNKNOWN_CHAIN_NODE: { zh: '没有代码为 {code} 的产业链节点', en: 'There is no chain node {code}' },
  UNKNOWN_INDUSTRY: {
    zh: '行业代码表（GB/T 4754-2017）中没有 {code}',
    en: 'The industry table (GB/T 4754-2017) has no {code}',
  },
  UNKNOWN_REGION: {
    zh: '行政区划代码表（GB/T 2260）中没有 {code}',
    en: 'The region table (GB/T 2260) has no {code}',
  },
} as const satisfies Record<string, LocalizedText>;

/** The warning that a code is in no table: it is kept as given, and the warning goes when the table is loaded. */
export function unknownCode(kind: keyof typeof UNKNOWN, path: string, code: string): InputIssue {
  return { path, code: kind, text: UNKNOWN[kind], params: { code } };
}
