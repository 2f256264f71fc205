import { Column, Entity, PrimaryColumn, type ValueTransformer } from 'typeorm';
import { type MessageParams } from '#libs/common';
import { type ImportKind, type ImportOptions } from './import.types.js';

export const IMPORT_STATUSES = ['queued', 'running', 'done', 'cancelled', 'failed'] as const;
/** `failed`: it could not come to its end; what was imported before stays. */
export type ImportStatus = (typeof IMPORT_STATUSES)[number];

/** True for a run that changes no more. */
export const hasEnded = ({ status }: Pick<ImportRun, 'status'>): boolean =>
  status !== 'queued' && status !== 'running';

/** PostgreSQL hands out bigint as text; bytes of a file fit a number. */
const bytes: ValueTransformer = {
  from: (value: string | null) => (value === null ? null : Number(value)),
  to: (value: number | null) => value,
};

/** One import: what was asked, how far it is, and what came of it. Counts move with each batch, in its transaction. */
@Entity('import_run')
export class ImportRun {
  @PrimaryColumn('uuid') id: string;
  /** Who imports; null for the operator of the machine. */
  @Column('uuid', { nullable: true }) organisationId: string | null;
  @Column('uuid', { nullable: true }) startedBy: string | null;
  /** Whose rows they are; null when each row names its organisation. */
  @Column('uuid', { nullable: true }) targetOrganisationId: string | null;
  /** The uploaded file; null once it is cleared away, and for one that the command line read. */
  @Column('uuid', { nullable: true }) fileId: string | null;
  /** The bulk batch of its news, from its first row to its end. */
  @Column('uuid', { nullable: true }) batchId: string | null;
  @Column('text') fileName: string;
  @Column('text') kind: ImportKind;
  @Column('jsonb') options: ImportOptions;
  @Column('text') status: ImportStatus;
  @Column('boolean', { default: false }) cancelRequested: boolean;
  /** Number of the last row that is dealt with. */
  @Column('integer', { default: 1 }) checkpoint: number;
  @Column('integer', { default: 0 }) rows: number;
  @Column('integer', { default: 0 }) added: number;
  @Column('integer', { default: 0 }) changed: number;
  @Column('integer', { default: 0 }) unchanged: number;
  @Column('integer', { default: 0 }) faulty: number;
  @Column('integer', { default: 0 }) warnings: number;
  @Column('bigint', { transformer: bytes }) bytesTotal: number;
  @Column('bigint', { default: 0, transformer: bytes }) bytesDone: number;
  @Column('text', { nullable: true }) errorCode: string | null;
  @Column('jsonb', { default: {} }) errorParams: MessageParams;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz', { nullable: true }) startedAt: Date | null;
  @Column('timestamptz') updatedAt: Date;
  @Column('timestamptz', { nullable: true }) finishedAt: Date | null;
}
