import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type MatchClass } from './evaluate/index.js';

/** What a run changed in the kept set of its need. */
export interface MatchDiff {
  readonly added: readonly { readonly productId: string; readonly class: MatchClass }[];
  readonly removed: readonly { readonly productId: string; readonly class: MatchClass }[];
  readonly changed: readonly {
    readonly productId: string;
    readonly from: MatchClass;
    readonly to: MatchClass;
  }[];
}

/** One matching of one need, forward or reverse. */
@Entity('match_run')
export class MatchRun {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') needId: string;
  @Column('uuid') organisationId: string;
  @Column('integer') needVersion: number;
  /** 1, 2, 3 … within the need; the version under which its users are told. */
  @Column('integer') sequence: number;
  /** The outbox row it came from: a job delivered twice makes one run. */
  @Column('uuid') outboxId: string;
  @Column('text') cause: string;
  /** Candidates came from a fallback, not from the engine in use. */
  @Column('boolean', { default: false }) degraded: boolean;
  @Column('integer') statsNumber: number;
  @Column('text') rulesVersion: string;
  @Column('integer') evaluated: number;
  @Column('jsonb') diff: MatchDiff;
  @Column('timestamptz', { default: () => 'now()' }) finishedAt: Date;
}
