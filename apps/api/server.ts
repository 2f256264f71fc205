import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { BootError, newId } from '#libs/common';
import { type AppConfig } from '#libs/config';
import { assertConnectionBudget, DATA_SOURCE } from '#libs/database';
import { WakeUpListener } from '#libs/messaging';
import { type Logger, NestLogger, withRequestContext } from '#libs/observability';
import { type DataSource } from 'typeorm';
import { portIsFree, portTaken } from '../port.js';
import { ApiModule } from './api.module.js';
import { takeUploads } from './import-files.controller.js';
import { localeOf } from './graphql/context.js';
import { GRAPHQL_PATH, setWebsocketSchema } from './graphql/graphql-options.js';

const DEFAULT_PORT = 3_000;
/** Of a request body, in bytes: the largest honest one is a need with 100 clauses. */
const BODY_LIMIT = 1_000_000;

export interface RunningApi {
  readonly app: NestFastifyApplication;
  readonly url: string;
}

/** Starts an API process. @throws BootError when its database, secret or port is not as it must be */
export async function startApi(config: AppConfig, logger: Logger): Promise<RunningApi> {
  const { appUrl, poolSize } = config.database;
  if (appUrl === null) throw new BootError('DATABASE_APP_URL is not set');
  if (config.auth.jwtSecret === null) throw new BootError('JWT_SECRET is not set');
  const adapter = new FastifyAdapter({ bodyLimit: BODY_LIMIT, genReqId: () => newId() });
  adapter.getInstance().addHook('onRequest', (request, _reply, done) => {
    withRequestContext({ requestId: request.id, locale: localeOf(request.headers['accept-language']) }, done);
  });
  // Answers depend on who asks, GraphQL's as well as downloads: no browser and no proxy keeps one for another.
  adapter.getInstance().addHook('onSend', (_request, reply, payload, done) => {
    void reply.header('cache-control', 'no-store');
    done(null, payload);
  });
  takeUploads(adapter);
  const module = ApiModule.forRoot({ config, logger, databaseUrl: appUrl, name: 'gonglian-api' });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  // Not by the signal once more, as Nest would: process 1 of a container does not die of one, and would stay.
  app.enableShutdownHooks([], { useProcessExit: true });
  await assertConnectionBudget(app.get<DataSource>(DATA_SOURCE), [
    { name: 'api pool', max: poolSize },
    { name: 'wake-ups', max: WakeUpListener.CONNECTIONS },
  ]);
  // Nest takes up sockets at its own path, and would leave those at any other open and unanswered.
  app.getHttpServer().on('upgrade', (request, socket) => {
    if (request.url?.startsWith(GRAPHQL_PATH) !== true)
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');
  });
  await listen(app, config);
  setWebsocketSchema(app.get(GraphQLSchemaHost).schema);
  const url = `${(await app.getUrl()).replace('[::1]', 'localhost')}${GRAPHQL_PATH}`;
  logger.info({ url }, 'API listens');
  return { app, url };
}

/** The wanted port, or nothing: a client expects it there. Without one, 3000 or else any free one. */
async function listen(app: NestFastifyApplication, config: AppConfig): Promise<void> {
  const wanted = config.port ?? DEFAULT_PORT;
  const free = wanted === 0 || (await portIsFree(wanted, config.host));
  if (!free && config.port !== null) throw new BootError(portTaken(wanted));
  try {
    await app.listen(free ? wanted : 0, config.host);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new BootError(portTaken(wanted));
    throw error;
  }
}
