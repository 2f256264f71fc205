import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Product, type ProductStatus } from './product.entity.js';
import { type ProductFields } from './product.input.js';

/** What a product said at one version. */
export interface ProductSnapshot extends ProductFields {
  readonly status: ProductStatus;
}

/** A product as it was after one change. Written with the change, never altered; for the owner's organisation only. */
@Entity('product_version')
export class ProductVersion {
  @PrimaryColumn('uuid') productId: string;
  @PrimaryColumn('integer') version: number;
  @Column('uuid') organisationId: string;
  @Column('jsonb') data: ProductSnapshot;
  @Column('timestamptz') changedAt: Date;
  /** Null for a state from before versions were kept. */
  @Column('uuid', { nullable: true }) changedBy: string | null;
}

/** The part of a product that its versions keep. */
export function snapshotOf(product: Product): ProductSnapshot {
  const { sku, name, summary, status, category, industryCode, chainNodes, parameters, certificates } =
    product;
  const { price, capacity, leadTimeDays, regionsServed, stages, firstUnit } = product;
  return {
    ...{ sku, name, summary, status, category, industryCode, chainNodes, parameters, certificates },
    ...{ price, capacity, leadTimeDays, regionsServed, stages, firstUnit },
  };
}
