import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type FirstUnitKind, type FirstUnitLevel } from '#libs/reference';

export type ProductStatus = 'draft' | 'published' | 'withdrawn';

/** A technical parameter as the SME states it: one value (low = high), a range, or one open side. */
export interface StatedParameter {
  /** Code of the dictionary; null when the name is not in it (kept, searchable, never compared). */
  readonly code: string | null;
  readonly name: string;
  /** Decimal texts in `unit`; null is an open side. */
  readonly low: string | null;
  readonly high: string | null;
  readonly unit: string;
  readonly condition: string | null;
}

/** Entry in a first-unit catalogue (首台套/首批次/首版次). Dates are days, `YYYY-MM-DD`, both inclusive. */
export interface FirstUnitListing {
  readonly kind: FirstUnitKind;
  readonly level: FirstUnitLevel;
  readonly catalogue: string;
  readonly item: string;
  readonly listedOn: string;
  readonly validTo: string | null;
}

/** A product of an SME's catalogue. Each change raises the version. */
@Entity('product')
export class Product {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') organisationId: string;
  @Column('text') sku: string;
  @Column('text') name: string;
  @Column('text', { default: '' }) summary: string;
  @Column('text', { default: 'draft' }) status: ProductStatus;
  @Column('integer', { default: 1 }) version: number;
  @Column('jsonb', { default: [] }) parameters: readonly StatedParameter[];
  @Column('jsonb', { default: [] }) certificates: readonly string[];
  /** Codes of nodes of industrial chains. */
  @Column('jsonb', { default: [] }) chainNodes: readonly string[];
  @Column('integer', { nullable: true }) leadTimeDays: number | null;
  @Column('jsonb', { nullable: true }) firstUnit: FirstUnitListing | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
  @Column('timestamptz', { default: () => 'now()' }) updatedAt: Date;
  @Column('timestamptz', { nullable: true }) publishedAt: Date | null;
}
