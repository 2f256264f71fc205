import { Column, Entity, PrimaryColumn } from 'typeorm';
import {
  type Capacity,
  type Certificate,
  type FirstUnitListing,
  type MaturityStage,
  type PriceRange,
  type StatedParameter,
} from './product.types.js';

export const PRODUCT_STATUSES = ['draft', 'published', 'withdrawn'] as const;
export type ProductStatus = (typeof PRODUCT_STATUSES)[number];

/** A product of an SME's catalogue. Each change raises the version, and every version is kept ({@link ProductVersion}). */
@Entity('product')
export class Product {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') organisationId: string;
  @Column('text') sku: string;
  @Column('text') name: string;
  @Column('text', { default: '' }) summary: string;
  @Column('text', { default: 'draft' }) status: ProductStatus;
  @Column('integer', { default: 1 }) version: number;
  /** The supplier's own word for what it is; never turned into a code. */
  @Column('text', { nullable: true }) category: string | null;
  /** Code of GB/T 4754, as given: one that is in no table warns. */
  @Column('text', { nullable: true }) industryCode: string | null;
  /** Codes of nodes of industrial chains. */
  @Column('jsonb', { default: [] }) chainNodes: readonly string[];
  @Column('jsonb', { default: [] }) parameters: readonly StatedParameter[];
  @Column('jsonb', { default: [] }) certificates: readonly Certificate[];
  @Column('jsonb', { nullable: true }) price: PriceRange | null;
  @Column('jsonb', { nullable: true }) capacity: Capacity | null;
  @Column('integer', { nullable: true }) leadTimeDays: number | null;
  /** Region codes, or {@link EVERYWHERE} alone; null when not stated. */
  @Column('jsonb', { nullable: true }) regionsServed: readonly string[] | null;
  /** A set, in the order of {@link MATURITY_STAGES}: stages do not replace each other. */
  @Column('jsonb', { default: [] }) stages: readonly MaturityStage[];
  @Column('jsonb', { nullable: true }) firstUnit: FirstUnitListing | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
  @Column('timestamptz', { default: () => 'now()' }) updatedAt: Date;
  @Column('timestamptz', { nullable: true }) publishedAt: Date | null;
}
