import { type Chain, type ChainNode } from './reference.types.js';

/** The five chains of the 共链行动 matchmaking events of 2023 (SASAC and MIIT). */
export const CHAINS: readonly Chain[] = [
  { code: 'mobile-information', name: '移动信息' },
  { code: 'high-end-equipment', name: '高端装备' },
  { code: 'advanced-chemicals', name: '先进化工材料' },
  { code: 'new-energy', name: '新能源' },
  { code: 'new-energy-vehicles', name: '新能源汽车' },
];

const node = (chain: string, key: string, stage: ChainNode['stage'], name: string): ChainNode => ({
  code: `${chain}.${key}`,
  chain,
  name,
  stage,
});

/** First nodes of each; an operator's own table is loaded on top of them. */
export const CHAIN_NODES: readonly ChainNode[] = [
  node('mobile-information', 'devices', 'upstream', '光模块与射频器件'),
  node('mobile-information', 'network', 'midstream', '网络设备'),
  node('high-end-equipment', 'parts', 'upstream', '关键基础零部件'),
  node('high-end-equipment', 'machine-tools', 'midstream', '数控机床'),
  node('advanced-chemicals', 'composites', 'midstream', '高性能复合材料'),
  node('new-energy', 'transmission', 'midstream', '输变电与配电设备'),
  node('new-energy', 'wind', 'midstream', '风电装备'),
  node('new-energy', 'storage', 'downstream', '储能系统'),
  node('new-energy-vehicles', 'power', 'midstream', '动力电池与电驱'),
];
