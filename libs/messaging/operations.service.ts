import { Injectable } from '@nestjs/common';
import { type TenantScope, UnitOfWork } from '#libs/database';
import { type JobKind } from './job-registry.js';
import { Outbox } from './outbox.js';

/** How the work of one kind stands. */
export interface JobKindState {
  readonly kind: string;
  readonly pending: number;
  readonly sent: number;
  readonly failed: number;
  /** Age in seconds of the oldest row that is neither done nor given up; 0 when there is none. */
  readonly oldestSeconds: number;
}

/** Work that was given up. */
export interface FailedJob {
  readonly kind: string;
  readonly cause: string;
  readonly failures: number;
  readonly error: string | null;
  readonly createdAt: Date;
}

export interface Operations {
  readonly jobs: readonly JobKindState[];
  readonly failures: readonly FailedJob[];
}

/** Failures shown at once; the counts have them all. */
const SHOWN_FAILURES = 50;

/** The background for operators of the platform. Row-level security shows others only the rows of their own organisation. */
@Injectable()
export class OperationsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  /** What is not done, by kind, and the newest of what was given up. */
  async read(scope: TenantScope): Promise<Operations> {
    return this.unitOfWork.read(scope, async (tx) => ({
      jobs: await tx.query<JobKindState>(
        `SELECT kind, count(*) FILTER (WHERE status = 'pending')::int AS pending,
                count(*) FILTER (WHERE status = 'sent')::int AS sent,
                count(*) FILTER (WHERE status = 'failed')::int AS failed,
                coalesce(extract(epoch FROM now() - min(created_at) FILTER (WHERE status <> 'failed')), 0)::float8 AS "oldestSeconds"
           FROM outbox WHERE status IN ('pending', 'sent', 'failed') GROUP BY kind ORDER BY kind`,
      ),
      failures: await tx.query<FailedJob>(
        `SELECT kind, cause, failures, last_error AS error, created_at AS "createdAt"
           FROM outbox WHERE status = 'failed' ORDER BY id DESC LIMIT ${SHOWN_FAILURES}`,
      ),
    }));
  }

  /** Sets what was given up back to work. @returns how many rows */
  async redrive(scope: TenantScope, kind: JobKind | null): Promise<number> {
    return this.unitOfWork.run(scope, (tx) => this.outbox.redrive(tx, kind));
  }
}
