import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { type DynamicModule, Module } from '@nestjs/common';
import { type AppConfig } from '#libs/config';
import { SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import { IdentityService } from '#libs/identity';
import { Outbox } from '#libs/messaging';
import { createLogger, NestLogger } from '#libs/observability';
import { coreModules, type CoreOptions } from '../../core.js';
import { DEMO_PASSWORD, LIAISON, OPERATOR, ORGANISATIONS } from './data.js';
import { STORY_CAUSE, waitForStory, type WorkLeft } from './story-work.js';

@Module({})
class SeedModule {
  static forRoot(options: CoreOptions): DynamicModule {
    return { module: SeedModule, imports: coreModules(options) };
  }
}

/** What the demonstration does as the platform: things that no user may do through GraphQL yet. */
export interface SeedTools {
  /** Registers enterprises and people that are missing. */
  registerAccounts(): Promise<void>;
  /** Asks the worker for a new statistics snapshot. */
  rebuildStats(): Promise<void>;
  /** Waits for the jobs of these products and needs, and of {@link rebuildStats}. */
  settle(ids: readonly string[]): Promise<WorkLeft>;
  close(): Promise<void>;
}

/** Opens the services under the worker's role. */
export async function openSeedTools(config: AppConfig, workerUrl: string): Promise<SeedTools> {
  const logger = createLogger('demo', 'warn');
  const module = SeedModule.forRoot({ config, logger, databaseUrl: workerUrl, name: 'gonglian-demo' });
  const app = await NestFactory.createApplicationContext(module, {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  const unitOfWork = app.get(UnitOfWork);
  return {
    registerAccounts: () => registerAccounts(unitOfWork, app.get(IdentityService)),
    rebuildStats: async () => {
      await unitOfWork.run(SYSTEM_SCOPE, (tx) =>
        app.get(Outbox).add(tx, { kind: 'stats.rebuild', cause: STORY_CAUSE, payload: {} }),
      );
    },
    settle: (ids) => waitForStory(unitOfWork, ids),
    close: () => app.close(),
  };
}

async function registerAccounts(unitOfWork: UnitOfWork, identity: IdentityService): Promise<void> {
  const rows = await unitOfWork.read(SYSTEM_SCOPE, (tx) =>
    tx.query<{ email: string }>('SELECT email FROM user_account'),
  );
  const present = new Set(rows.map((row) => row.email));
  for (const account of [...ORGANISATIONS, OPERATOR, LIAISON]) {
    const { kind, name, regionCode, email, person, role } = account;
    if (present.has(email)) continue;
    // One transaction for both, so that a start cut off here leaves no enterprise without its people.
    await unitOfWork.run(SYSTEM_SCOPE, async () => {
      const organisation = await identity.createOrganisation(kind, name, regionCode);
      await identity.createMember({
        organisationId: organisation.id,
        email,
        name: person,
        password: DEMO_PASSWORD,
        role,
        ...('regions' in account && { regions: account.regions }),
      });
    });
  }
}
