/** Where a node stands in its chain. */
export type ChainStage = 'upstream' | 'midstream' | 'downstream';

export interface ChainNode {
  readonly code: string;
  readonly chain: string;
  readonly name: string;
  readonly stage: ChainStage;
}

export interface Chain {
  readonly code: string;
  readonly name: string;
}

/** The five chains of the 共链行动 matchmaking events of 2023 (SASAC and MIIT). */
const CHAINS: readonly Chain[] = [
  { code: 'mobile-information', name: '移动信息' },
  { code: 'high-end-equipment', name: '高端装备' },
  { code: 'advanced-chemicals', name: '先进化工材料' },
  { code: 'new-energy', name: '新能源' },
  { code: 'new-energy-vehicles', name: '新能源汽车' },
];

/** First nodes of each; an operator's own table is loaded on top of them later. */
export const CHAIN_NODES: readonly ChainNode[] = [
  {
    code: 'mobile-information.devices',
    chain: 'mobile-information',
    name: '光模块与射频器件',
    stage: 'upstream',
  },
  { code: 'mobile-information.network', chain: 'mobile-information', name: '网络设备', stage: 'midstream' },
  {
    code: 'high-end-equipment.parts',
    chain: 'high-end-equipment',
    name: '关键基础零部件',
    stage: 'upstream',
  },
  {
    code: 'high-end-equipment.machine-tools',
    chain: 'high-end-equipment',
    name: '数控机床',
    stage: 'midstream',
  },
  {
    code: 'advanced-chemicals.composites',
    chain: 'advanced-chemicals',
    name: '高性能复合材料',
    stage: 'midstream',
  },
  { code: 'new-energy.transmission', chain: 'new-energy', name: '输变电与配电设备', stage: 'midstream' },
  { code: 'new-energy.wind', chain: 'new-energy', name: '风电装备', stage: 'midstream' },
  { code: 'new-energy.storage', chain: 'new-energy', name: '储能系统', stage: 'downstream' },
  {
    code: 'new-energy-vehicles.power',
    chain: 'new-energy-vehicles',
    name: '动力电池与电驱',
    stage: 'midstream',
  },
];

const chainByCode = new Map(CHAINS.map((chain) => [chain.code, chain]));
const byCode = new Map(CHAIN_NODES.map((node) => [node.code, node]));

/** The node, or null: an unknown code is never guessed. */
export function findChainNode(code: string): ChainNode | null {
  return byCode.get(code) ?? null;
}

export function isChainNode(code: string): boolean {
  return byCode.has(code);
}

/** The chain, or null. */
export function findChain(code: string): Chain | null {
  return chainByCode.get(code) ?? null;
}
