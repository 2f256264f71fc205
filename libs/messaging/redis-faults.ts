import { BootError, messageOf } from '#libs/common';
import { StoreAwayError, StoreRefusesError } from './job-backend.js';

/** BullMQ's scripts and `INFO` with several sections. */
const MIN_MAJOR = 7;

/** What Redis tells of itself (`INFO`), as far as it matters here. */
export interface RedisInfo {
  /** Of Redis, or the one that a Valkey claims to be compatible with. */
  readonly version: string;
  /** Of the process: another one after each of its starts. */
  readonly runId: string;
  readonly policy: string;
}

/** Reads the text of `INFO`; what it does not tell is ''. */
export function readRedisInfo(text: string): RedisInfo {
  const values = new Map(
    text.split(/\r?\n/).map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1)] as const;
    }),
  );
  const valueOf = (key: string) => values.get(key) ?? '';
  return {
    version: valueOf('redis_version'),
    runId: valueOf('run_id'),
    policy: valueOf('maxmemory_policy'),
  };
}

/** Why this Redis must not keep jobs; null when it may. */
export function faultOfRedis({ version, policy }: RedisInfo): BootError | null {
  if (!(Number.parseInt(version, 10) >= MIN_MAJOR))
    return new BootError(
      `Redis 版本须为 ${MIN_MAJOR} 或更高（现为 ${version}）/ Redis or Valkey must be of version ${MIN_MAJOR} or later, it is ${version}`,
    );
  if (policy !== 'noeviction')
    return new BootError(
      `Redis 的 maxmemory-policy 须为 noeviction（现为 ${policy}），否则任务会被逐出 / maxmemory-policy of Redis must be noeviction, it is ${policy}: jobs would be evicted`,
    );
  return null;
}

/** Answers of a Redis that does not let us in; what they need is another REDIS_URL. */
const NOT_LET_IN = /NOAUTH|WRONGPASS|NOPERM|invalid password|DB index/i;
/** Answers, not failures of the way there: `OOM …`, `READONLY …`, `MISCONF …`, `LOADING …`. */
const ANSWER = /^([A-Z]{3,}) /;

/**
 * What a failure means for the store. Messages of Redis never hold the password; its errors do, in their properties, so none is kept
 * as a cause or logged.
 */
export function storeFaultOf(error: unknown): BootError | StoreAwayError {
  if (error instanceof BootError || error instanceof StoreAwayError) return error;
  const reason = reasonOf(error);
  if (NOT_LET_IN.test(reason))
    return new BootError(
      `Redis 拒绝登录，请检查 REDIS_URL 中的用户名、密码和库号 / Redis does not let us in, check user, password and database number in REDIS_URL: ${reason}`,
    );
  const answer = ANSWER.exec(reason)?.[1];
  if (answer !== undefined && answer !== 'LOADING')
    return new StoreRefusesError(`Redis 拒绝写入 / Redis refuses writes: ${reason}`);
  return new StoreAwayError(`Redis 没有响应 / Redis does not answer: ${reason}`);
}

/** A name with several addresses fails with one error for each, under one without a message. */
function reasonOf(error: unknown): string {
  const { code, errors } = error as { code?: unknown; errors?: unknown[] };
  if (Array.isArray(errors) && errors.length > 0) return errors.map(messageOf).join('; ');
  return messageOf(error) || (typeof code === 'string' ? code : 'unknown');
}
