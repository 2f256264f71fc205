import 'reflect-metadata';
import { type INestApplicationContext, Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { newId } from '#libs/common';
import { type AppConfig, loadConfig } from '#libs/config';
import { SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import { IdentityService, type OrganisationKind, type OrgScope, type Role } from '#libs/identity';
import { createLogger } from '#libs/observability';
import { coreModules, type CoreOptions } from '../../apps/core.js';
import { type TestDatabase } from './database.js';

@Module({})
class TestModule {
  static forRoot(options: CoreOptions): DynamicModule {
    return { module: TestModule, imports: coreModules(options) };
  }
}

export const TEST_SECRET = 'a secret of the tests, of more than 32 characters';

/** Settings for a test database; `more` are environment variables. */
export function testConfig(database: TestDatabase, more: Readonly<Record<string, string>> = {}): AppConfig {
  return loadConfig({
    NODE_ENV: 'test',
    DATABASE_APP_URL: database.urls.app,
    DATABASE_WORKER_URL: database.urls.worker,
    DATABASE_POOL_SIZE: '4',
    JWT_SECRET: TEST_SECRET,
    LOG_LEVEL: 'silent',
    ...more,
  });
}

/**
 * The real services of the platform under one database role, without HTTP or jobs. Close it at the end.
 * @param more environment variables
 */
export async function openServices(
  database: TestDatabase,
  role: 'app' | 'worker',
  more: Readonly<Record<string, string>> = {},
): Promise<INestApplicationContext> {
  const config = testConfig(database, more);
  const logger = createLogger('test', 'silent');
  const module = TestModule.forRoot({
    config,
    logger,
    databaseUrl: database.urls[role],
    name: `gonglian-test-${role}`,
  });
  return NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
}

export interface TestMember {
  readonly scope: OrgScope;
  readonly email: string;
  readonly password: string;
}

/** Registers an organisation with one person, through the worker's services. */
export async function registerMember(
  worker: INestApplicationContext,
  kind: OrganisationKind,
  role: Role,
  name = `${kind} ${newId().slice(-6)}`,
): Promise<TestMember> {
  const identity = worker.get(IdentityService);
  const email = `${newId()}@test.example`;
  const password = 'correct horse battery';
  return worker.get(UnitOfWork).run(SYSTEM_SCOPE, async () => {
    const organisation = await identity.createOrganisation(kind, name);
    const account = await identity.createMember({
      organisationId: organisation.id,
      email,
      name: '测试员',
      password,
      role,
    });
    return {
      email,
      password,
      scope: { actor: 'user', organisationId: organisation.id, userId: account.id, role, locale: 'zh' },
    };
  });
}
