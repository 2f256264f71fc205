import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type MatchClass, type Verdict } from './evaluate/index.js';

export const RUN_STATES = ['queued', 'running', 'finished', 'cancelled', 'failed'] as const;
export type RunState = (typeof RUN_STATES)[number];

export const RUN_KINDS = ['forward', 'reverse'] as const;
/** From the need to its products, or from changed products to the need. */
export type RunKind = (typeof RUN_KINDS)[number];

/** Codes of what is told of a run that did not end well; texts are rendered on reading. */
export type RunError = 'RETRYING' | 'GIVEN_UP' | 'NEED_NOT_OPEN';

/** Versions behind a verdict that differ between two runs, each as [before, after]. Empty: only the day differs. */
export interface ChangeBasis {
  readonly product?: readonly [number, number];
  readonly need?: readonly [number, number];
  readonly rules?: readonly [string, string];
  readonly stats?: readonly [number, number];
}

/** A clause whose verdict changed; null where the need had it not, or has it no more. */
export type ClauseChange = readonly [clauseId: string, before: Verdict | null, after: Verdict | null];

/** Why a pair left: the product was withdrawn, has nothing to do with the need any more, or better ones took its place. */
export type RemovalReason = 'withdrawn' | 'unrelated' | 'displaced';

/** A pair that stays, in another class or with other verdicts. */
export interface ChangedPair {
  readonly productId: string;
  readonly from: MatchClass;
  readonly to: MatchClass;
  readonly basis?: ChangeBasis;
  readonly clauses?: readonly ClauseChange[];
}

/** What a run changed in the kept set of its need, and why; bounded by the kept set. */
export interface MatchDiff {
  readonly added: readonly { readonly productId: string; readonly class: MatchClass }[];
  readonly removed: readonly {
    readonly productId: string;
    readonly class: MatchClass;
    readonly why?: RemovalReason;
  }[];
  /** Another class. */
  readonly changed: readonly ChangedPair[];
  /** The same class by other verdicts; left out when there is none. */
  readonly restated?: readonly ChangedPair[];
}

/** One matching of one need, forward or reverse: asked for, under way, or ended. */
@Entity('match_run')
export class MatchRun {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') needId: string;
  @Column('uuid') organisationId: string;
  @Column('integer') needVersion: number;
  /** 1, 2, 3 … of the finished runs of the need; the version under which its users are told. */
  @Column('integer', { nullable: true }) sequence: number | null;
  /** The outbox row it came from: a job delivered twice makes one run. */
  @Column('uuid') outboxId: string;
  @Column('text') cause: string;
  @Column('text', { default: 'finished' }) state: RunState;
  @Column('text', { default: 'forward' }) kind: RunKind;
  @Column('uuid', { nullable: true }) batchId: string | null;
  /** Who asked; null when it ran by itself. */
  @Column('uuid', { nullable: true }) requestedBy: string | null;
  /** Candidates came from a fallback, not from the engine in use. */
  @Column('boolean', { default: false }) degraded: boolean;
  @Column('integer', { nullable: true }) statsNumber: number | null;
  @Column('text', { nullable: true }) rulesVersion: string | null;
  /** Products to judge; known once the run has looked for them. */
  @Column('integer', { default: 0 }) candidates: number;
  /** Judged so far; in the end, those that have something to do with the need. */
  @Column('integer', { default: 0 }) evaluated: number;
  @Column('jsonb', { default: () => `'{"added": [], "removed": [], "changed": []}'` }) diff: MatchDiff;
  @Column('text', { nullable: true }) error: RunError | null;
  @Column('timestamptz', { default: () => 'now()' }) queuedAt: Date;
  @Column('timestamptz', { nullable: true }) startedAt: Date | null;
  @Column('timestamptz', { nullable: true, default: () => 'now()' }) finishedAt: Date | null;
}
