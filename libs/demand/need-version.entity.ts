import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Need, type NeedStatus } from './need.entity.js';
import { type ClauseFields, type NeedFields } from './need.input.js';

/** A clause as a version keeps it. */
export interface KeptClause extends ClauseFields {
  readonly id: string;
}

/** What a need said at one version, all its parts included. */
export interface NeedSnapshot extends Omit<NeedFields, 'clauses' | 'deadline'> {
  /** ISO 8601, UTC. */
  readonly deadline: string | null;
  readonly status: NeedStatus;
  readonly closeReason: string | null;
  readonly clauses: readonly KeptClause[];
}

/** A need as it was after one change. Written with the change, never altered; for the owner's group only. */
@Entity('need_version')
export class NeedVersion {
  @PrimaryColumn('uuid') needId: string;
  @PrimaryColumn('integer') version: number;
  @Column('uuid') organisationId: string;
  @Column('jsonb') data: NeedSnapshot;
  @Column('timestamptz') changedAt: Date;
  /** Null for a state from before versions were kept, and for one that came by itself: the deadline. */
  @Column('uuid', { nullable: true }) changedBy: string | null;
}

/** The part of a need that its versions keep. */
export function snapshotOf(need: Need, fields: NeedFields, clauses: readonly KeptClause[]): NeedSnapshot {
  return {
    ...fields,
    deadline: fields.deadline?.toISOString() ?? null,
    status: need.status,
    closeReason: need.closeReason,
    clauses,
  };
}
