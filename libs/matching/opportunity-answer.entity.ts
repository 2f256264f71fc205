import { Column, Entity } from 'typeorm';
import { PairRow } from './pair.js';

export const ANSWERS = ['interested', 'question', 'not_for_us'] as const;
export type AnswerKind = (typeof ANSWERS)[number];

export const REFUSAL_REASONS = [
  'parameter_gap',
  'price',
  'delivery',
  'capacity',
  'region',
  'terms',
  'other',
] as const;
/** Why an opportunity is not for a supplier: 参数不符, 价格, 交期, 产能, 地区, 商务条款, 其他. */
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** What a supplier answered to an opportunity. Append-only; the latest counts. */
@Entity('opportunity_answer')
export class OpportunityAnswer extends PairRow {
  @Column('text') answer: AnswerKind;
  /** Of `not_for_us`, and of it always. */
  @Column('text', { nullable: true }) reasonCode: RefusalReason | null;
  @Column('text', { nullable: true }) reason: string | null;
}
