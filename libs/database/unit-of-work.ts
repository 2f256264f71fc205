import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { type PoolClient } from 'pg';
import { type DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { AppError, isId } from '#libs/common';
import { type TenantScope } from './tenant-scope.js';

/** One open transaction with its tenant set. Handed to the work and worthless after it. */
export interface Transaction {
  readonly scope: TenantScope;
  readonly readOnly: boolean;
  /** Repositories taken from it take part in the transaction. */
  readonly manager: EntityManager;
  /** Plain SQL with `$1` parameters; rows as objects with the column names of the statement. */
  query<Row extends object>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

class OpenTransaction implements Transaction {
  open = true;
  /** What joined work threw: half of it may be written, so the whole must not commit, whoever catches the error. */
  failure: unknown = null;
  constructor(
    readonly scope: TenantScope,
    readonly readOnly: boolean,
    private readonly runner: QueryRunner,
  ) {}
  get manager(): EntityManager {
    return this.runner.manager;
  }
  async query<Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const result = (await this.runner.query(sql, [...parameters], true)) as { records?: Row[] };
    return result.records ?? [];
  }
  /**
   * Ends it for good. Past TypeORM, which drops the answer to COMMIT: there PostgreSQL says, without an error, when it rolled
   * back instead because a statement had failed.
   * @throws AppError `UNIT_OF_WORK_ABORTED` when it did not commit
   */
  async commit(): Promise<void> {
    if (this.failure === null) {
      const connection = (await this.runner.connect()) as PoolClient;
      const { command } = await connection.query('COMMIT');
      if (command === 'COMMIT') return;
    }
    throw new AppError(
      'UNIT_OF_WORK_ABORTED',
      { zh: '内部错误：事务已失败，不能提交', en: 'The transaction has failed and cannot commit' },
      {},
      { cause: this.failure },
    );
  }
}

/** Injection token of the process's DataSource; only this library uses it. */
export const DATA_SOURCE = Symbol('DATA_SOURCE');

/**
 * The only way to the database. Each call is one transaction in which `gonglian.organisation_id`, `gonglian.user_id`,
 * `gonglian.role` and `gonglian.actor` are set, so that row-level security decides on every statement, reads too.
 * A nested call with the same scope joins the open transaction; only the creator commits and releases it. When joined work or
 * a statement fails, all of it rolls back, even if the error is caught on the way.
 */
@Injectable()
export class UnitOfWork {
  readonly #current = new AsyncLocalStorage<OpenTransaction>();

  constructor(private readonly dataSource: DataSource) {}

  /**
   * Runs `work` in a read-write transaction and commits; rolls back when it throws.
   * @throws AppError `UNIT_OF_WORK_SCOPE` when nested in a transaction of another scope, `UNIT_OF_WORK_READ_ONLY` inside a read,
   * `UNIT_OF_WORK_ABORTED` when an error of the work was caught inside and it went on as if it could still commit
   */
  run<T>(scope: TenantScope, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#enter(scope, false, work);
  }

  /** Runs `work` in a READ ONLY transaction. Inside an open transaction of the same scope it joins that one. */
  read<T>(scope: TenantScope, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#enter(scope, true, work);
  }

  async #enter<T>(scope: TenantScope, readOnly: boolean, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const outer = this.#current.getStore();
    // A promise left running after its transaction ended still carries the store: it must get a transaction of its own.
    if (outer?.open !== true) return this.#begin(scope, readOnly, work);
    if (!sameScope(outer.scope, scope)) {
      throw new AppError('UNIT_OF_WORK_SCOPE', {
        zh: '内部错误：一个事务中不能更换租户',
        en: 'A transaction cannot change its tenant',
      });
    }
    if (outer.readOnly && !readOnly) {
      throw new AppError('UNIT_OF_WORK_READ_ONLY', {
        zh: '内部错误：只读事务中写入',
        en: 'A read cannot turn into a write',
      });
    }
    try {
      return await work(outer);
    } catch (error) {
      outer.failure ??= error;
      throw error;
    }
  }

  async #begin<T>(scope: TenantScope, readOnly: boolean, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const settings = tenantSettings(scope, readOnly);
    const runner = this.dataSource.createQueryRunner();
    const tx = new OpenTransaction(scope, readOnly, runner);
    try {
      await begin(runner, settings);
      const result = await this.#current.run(tx, () => work(tx));
      tx.open = false;
      await tx.commit();
      await runner.release();
      return result;
    } catch (error) {
      tx.open = false;
      // A lost connection cannot roll back, and the server already has: the first error is the one to tell.
      if (!runner.isReleased) {
        if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
        await runner.release().catch(() => undefined);
      }
      throw error;
    }
  }
}

/**
 * Opens the transaction and sets its tenant in one round trip, which is a fifth of a short read. Past TypeORM, which sends START
 * TRANSACTION by itself; it must know of it, else `save` and
 * `transaction` would open one of their own inside and commit it.
 */
async function begin(runner: QueryRunner, settings: string): Promise<void> {
  Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
  await runner.query(`START TRANSACTION; ${settings}`);
}

function sameScope(a: TenantScope, b: TenantScope): boolean {
  return (
    a.actor === b.actor && a.organisationId === b.organisationId && a.userId === b.userId && a.role === b.role
  );
}

const badScope = () => new AppError('BAD_SCOPE', { zh: '租户标识无效', en: 'The scope is not a valid one' });

const ACTORS: readonly string[] = ['anonymous', 'user', 'system'] satisfies TenantScope['actor'][];

/**
 * One text without parameters, so that one round trip sets everything. Ids are checked to be UUIDs, the actor to be one of
 * three words and the role to be a plain word: nothing else from outside enters the text.
 */
function tenantSettings(scope: TenantScope, readOnly: boolean): string {
  if (!ACTORS.includes(scope.actor)) throw badScope();
  for (const id of [scope.organisationId, scope.userId]) {
    if (id !== null && !isId(id)) throw badScope();
  }
  const role = scope.role ?? '';
  if (!/^[a-z_]*$/.test(role)) throw badScope();
  const set =
    `SELECT set_config('gonglian.actor', '${scope.actor}', true), ` +
    `set_config('gonglian.organisation_id', '${scope.organisationId ?? ''}', true), ` +
    `set_config('gonglian.user_id', '${scope.userId ?? ''}', true), ` +
    `set_config('gonglian.role', '${role}', true)`;
  return readOnly ? `SET TRANSACTION READ ONLY; ${set}` : set;
}
