export const CHAIN_STAGES = ['upstream', 'midstream', 'downstream'] as const;
/** Where a node stands in its chain. */
export type ChainStage = (typeof CHAIN_STAGES)[number];

/** An administrative division, GB/T 2260; `parent` is null for provinces. */
export interface Region {
  readonly code: string;
  readonly name: string;
  readonly parent: string | null;
}

/** A class of GB/T 4754-2017; levels: 1 section, 2 division, 3 group, 4 class. */
export interface IndustryClass {
  readonly code: string;
  readonly level: number;
  readonly name: string;
  readonly parent: string | null;
}

export interface Chain {
  readonly code: string;
  readonly name: string;
}

export interface ChainNode {
  readonly code: string;
  readonly chain: string;
  readonly name: string;
  readonly stage: ChainStage;
}

export const RELATION_KINDS = ['upstream_material', 'subcategory', 'downstream_product'] as const;
/** What the object is to the subject: 上游材料, 产品小类, 下游产品. */
export type RelationKind = (typeof RELATION_KINDS)[number];

/** A relation between two products or nodes, by name: `object` is an upstream material (…) of `subject`. */
export interface ChainRelation {
  readonly id: string;
  readonly subject: string;
  readonly kind: RelationKind;
  readonly object: string;
}

/** A section of GB/T 4754 with the names of its divisions by code, as shipped. */
export interface ShippedSection {
  readonly code: string;
  readonly name: string;
  readonly divisions: Readonly<Record<string, string>>;
}
