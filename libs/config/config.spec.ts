import { describe, expect, it } from '@jest/globals';
import { BootError, messageOf } from '#libs/common';
import { childEnvironment, describeEngines, type Environment, loadConfig } from './config.js';

const SECRET = 'a-secret-of-at-least-32-characters!';

/** The message with which the environment is refused. */
function refusal(environment: Environment): string {
  try {
    loadConfig(environment);
  } catch (error) {
    expect(error).toBeInstanceOf(BootError);
    return messageOf(error);
  }
  throw new Error('The environment was accepted');
}
/** The variables that a refusal names, one a line. */
const named = (environment: Environment) =>
  refusal(environment)
    .split('\n')
    .slice(1)
    .map((line) => /^ {2}(\w+): \S/.exec(line)?.[1]);

describe('loadConfig', () => {
  it('needs nothing at all', () => {
    expect(loadConfig({})).toEqual({
      environment: 'development',
      host: '127.0.0.1',
      port: null,
      workerHealthPort: 0,
      dataDir: null,
      stateDir: null,
      database: { ownerUrl: null, appUrl: null, workerUrl: null, poolSize: 16 },
      redis: { url: null },
      auth: {
        jwtSecret: null,
        accessTokenSeconds: 900,
        refreshTokenSeconds: 2_592_000,
        standingCacheMs: 5_000,
      },
      meili: { url: null, apiKey: null, prefix: 'gonglian', deadlineMs: 1_500 },
      logLevel: 'info',
      graphqlExplorer: true,
      outbox: { pollMs: 200, leaseMs: 30_000 },
      jobs: { storeCheckMs: 2_000, concurrency: 4 },
      imports: { maxBytes: 200_000_000, keepDays: 7, keptBytes: 2_000_000_000, openRuns: 10 },
      watching: { recheckMs: 15_000 },
      matching: {
        keep: 50,
        keepNearMisses: 20,
        candidates: 300,
        statsEverySeconds: 600,
      },
      dialogue: { answersPerDay: 200, questionsPerDay: 200 },
    });
  });

  it('reads every setting', () => {
    const url = (role: string) => `postgres://${role}:pw@db:5432/gonglian`;
    expect(
      loadConfig({
        ...{ NODE_ENV: 'production', HOST: '0.0.0.0', PORT: '8080', WORKER_HEALTH_PORT: '8081' },
        ...{ DATA_DIR: 'data', GONGLIAN_STATE_DIR: 'state', DATABASE_URL: url('owner') },
        ...{ DATABASE_APP_URL: url('app'), DATABASE_WORKER_URL: url('worker'), DATABASE_POOL_SIZE: '33' },
        REDIS_URL: 'rediss://jobs:pw@redis:6380/2',
        ...{
          JWT_SECRET: SECRET,
          ACCESS_TOKEN_SECONDS: '60',
          REFRESH_TOKEN_SECONDS: '600',
          STANDING_CACHE_MS: '0',
        },
        ...{ LOG_LEVEL: 'debug', GRAPHQL_EXPLORER: '1' },
        ...{ OUTBOX_POLL_MS: '11', OUTBOX_LEASE_MS: '12', JOB_STORE_CHECK_MS: '13', JOB_CONCURRENCY: '14' },
        ...{ STATS_EVERY_SECONDS: '15', MATCH_KEEP: '17', MATCH_KEEP_NEAR: '0' },
        ...{ MATCH_CANDIDATES: '50', SOMETHING_ELSE: 'ignored' },
        ...{
          IMPORT_MAX_BYTES: '5000',
          IMPORT_KEEP_DAYS: '3',
          IMPORT_KEPT_BYTES: '6000',
          IMPORT_OPEN_RUNS: '2',
        },
        ...{ WATCH_RECHECK_MS: '19' },
        ...{ ANSWERS_PER_DAY: '16', QUESTIONS_PER_DAY: '18' },
        ...{ MEILI_URL: 'https://search.example', MEILI_API_KEY: 'k'.repeat(16) },
        ...{ MEILI_INDEX_PREFIX: 'gl_2', SEARCH_DEADLINE_MS: '50' },
      }),
    ).toEqual({
      environment: 'production',
      host: '0.0.0.0',
      port: 8080,
      workerHealthPort: 8081,
      dataDir: 'data',
      stateDir: 'state',
      database: { ownerUrl: url('owner'), appUrl: url('app'), workerUrl: url('worker'), poolSize: 33 },
      redis: { url: 'rediss://jobs:pw@redis:6380/2' },
      auth: { jwtSecret: SECRET, accessTokenSeconds: 60, refreshTokenSeconds: 600, standingCacheMs: 0 },
      meili: { url: 'https://search.example', apiKey: 'k'.repeat(16), prefix: 'gl_2', deadlineMs: 50 },
      logLevel: 'debug',
      graphqlExplorer: true,
      outbox: { pollMs: 11, leaseMs: 12 },
      jobs: { storeCheckMs: 13, concurrency: 14 },
      imports: { maxBytes: 5_000, keepDays: 3, keptBytes: 6_000, openRuns: 2 },
      watching: { recheckMs: 19 },
      matching: { keep: 17, keepNearMisses: 0, candidates: 50, statsEverySeconds: 15 },
      dialogue: { answersPerDay: 16, questionsPerDay: 18 },
    });
  });

  it('takes empty and blank as not set', () => {
    const empty = Object.fromEntries(
      ['PORT', 'NODE_ENV', 'JWT_SECRET', 'DATABASE_URL', 'LOG_LEVEL', 'MATCH_KEEP'].map((name) => [name, '']),
    );
    expect(loadConfig(empty)).toEqual(loadConfig({}));
    expect(loadConfig({ PORT: ' ', MATCH_KEEP_NEAR: '\t', JWT_SECRET: undefined })).toEqual(loadConfig({}));
    expect(loadConfig({ PORT: '0' }).port).toBe(0);
  });

  const FAULTY = {
    NODE_ENV: 'staging-7f3a',
    PORT: '65536',
    WORKER_HEALTH_PORT: '-7531',
    DATABASE_URL: 'mysql://root:hunter2@db/x',
    DATABASE_APP_URL: 'app:hunter3@db',
    DATABASE_WORKER_URL: 'https://w:hunter4@db',
    DATABASE_POOL_SIZE: '1',
    REDIS_URL: 'http://jobs:hunter5@redis:6379',
    JWT_SECRET: 'short-s3cret',
    ACCESS_TOKEN_SECONDS: '59',
    REFRESH_TOKEN_SECONDS: '599',
    STANDING_CACHE_MS: '60001',
    LOG_LEVEL: 'loud-7f3a',
    GRAPHQL_EXPLORER: 'maybe-7f3a',
    OUTBOX_POLL_MS: '9',
    OUTBOX_LEASE_MS: 'soon-7f3a',
    JOB_STORE_CHECK_MS: '10.57',
    JOB_CONCURRENCY: '6573',
    STATS_EVERY_SECONDS: '0',
    MATCH_KEEP: '0',
    MATCH_KEEP_NEAR: '-1',
    MATCH_CANDIDATES: '49',
  };

  it('names every fault at once', () => {
    expect(named(FAULTY).sort()).toEqual(Object.keys(FAULTY).sort());
  });

  it.each(Object.entries(FAULTY))('names %s alone', (name, value) => {
    expect(named({ [name]: value })).toEqual([name]);
  });

  it('prints no value, least of all a secret', () => {
    const message = refusal(FAULTY);
    for (const value of [/hunter/, /s3cret/, /7f3a/, /7531/, /6573/, /10\.57/, /root/])
      expect(message).not.toMatch(value);
    expect(refusal({ JWT_SECRET: 'x'.repeat(31) })).not.toContain('xx');
  });

  it('production needs a secret, said together with all other faults', () => {
    expect(named({ NODE_ENV: 'production' })).toEqual(['JWT_SECRET']);
    expect(named({ NODE_ENV: 'production', JWT_SECRET: '' })).toEqual(['JWT_SECRET']);
    expect(named({ NODE_ENV: 'production', PORT: 'x' })).toEqual(['PORT', 'JWT_SECRET']);
    expect(named({ NODE_ENV: 'production', JWT_SECRET: 'short' })).toEqual(['JWT_SECRET']);
    expect(loadConfig({ NODE_ENV: 'production', JWT_SECRET: SECRET }).auth.jwtSecret).toBe(SECRET);
  });

  it('shows the explorer outside production, unless told', () => {
    const explorer = (environment: Environment) =>
      loadConfig({ JWT_SECRET: SECRET, ...environment }).graphqlExplorer;
    expect(explorer({ NODE_ENV: 'test' })).toBe(true);
    expect(explorer({ NODE_ENV: 'production' })).toBe(false);
    expect(explorer({ NODE_ENV: 'production', GRAPHQL_EXPLORER: 'true' })).toBe(true);
    expect(explorer({ GRAPHQL_EXPLORER: 'false' })).toBe(false);
    expect(explorer({ GRAPHQL_EXPLORER: '0' })).toBe(false);
  });

  it('cannot be changed afterwards, at any depth', () => {
    const config = loadConfig({});
    for (const part of [config, ...(Object.values(config as object) as unknown[])])
      expect(Object.isFrozen(part)).toBe(true);
  });
});

describe('describeEngines', () => {
  it('tells the engines and the environment, and no secret', () => {
    const config = loadConfig({ JWT_SECRET: SECRET, DATABASE_URL: 'postgres://o:hunter2@db/x' });
    const own = describeEngines(config, false).join('\n');
    expect(own).toContain('DATABASE_URL');
    expect(own).toContain('development');
    expect(own).not.toMatch(/hunter2|a-secret/);
    expect(own).toContain('BullMQ on PostgreSQL');
    const redis = describeEngines(loadConfig({ REDIS_URL: 'redis://:hunter6@redis' }), true).join('\n');
    expect(redis).toContain('BullMQ on Redis');
    expect(redis).not.toContain('hunter6');
    expect(describeEngines(config, true).join('\n')).toContain('embedded');
  });
});

describe('childEnvironment', () => {
  it('hands on what it has, with the additions on top', () => {
    expect(childEnvironment({ PATH: 'x', GONGLIAN_TEST: '1' })).toEqual({
      ...process.env,
      PATH: 'x',
      GONGLIAN_TEST: '1',
    });
  });
});
