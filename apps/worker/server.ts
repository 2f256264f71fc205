import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { BootError, messageOf } from '#libs/common';
import { type AppConfig } from '#libs/config';
import { HealthRegistry, type Logger, metrics, NestLogger } from '#libs/observability';
import { WorkerModule } from './worker.module.js';

export interface RunningWorker {
  /** Address of its health server. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a worker process with its own health server. @throws BootError when the wiring is wrong */
export async function startWorker(config: AppConfig, logger: Logger): Promise<RunningWorker> {
  const { workerUrl } = config.database;
  if (workerUrl === null) throw new BootError('DATABASE_WORKER_URL is not set');
  const module = WorkerModule.forRoot({ config, logger, databaseUrl: workerUrl, name: 'gonglian-worker' });
  const app = await NestFactory.createApplicationContext(module, {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  // Not by the signal once more, as Nest would: process 1 of a container does not die of one, and would stay.
  app.enableShutdownHooks([], { useProcessExit: true });
  const server = await serveHealth(app, config);
  const { port } = server.address() as AddressInfo;
  const url = `http://${config.host}:${port}`;
  logger.info({ url }, 'worker runs');
  return {
    url,
    close: async () => {
      server.close();
      await app.close();
    },
  };
}

function serveHealth(app: INestApplicationContext, config: AppConfig): Promise<Server> {
  const health = app.get(HealthRegistry);
  const server = createServer((request, response) => {
    void answer(request.url ?? '', health, response).catch((error: unknown) => {
      response.writeHead(500).end(messageOf(error));
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const port = config.workerHealthPort;
      const text = `端口 ${port} 已被占用 / Port ${port} is in use: set WORKER_HEALTH_PORT to another`;
      reject(error.code === 'EADDRINUSE' ? new BootError(text) : error);
    });
    server.listen(config.workerHealthPort, config.host, () => resolve(server));
  });
}

async function answer(path: string, health: HealthRegistry, response: ServerResponse): Promise<void> {
  if (path === '/health') return void response.writeHead(200, JSON_TYPE).end('{"ok":true}');
  if (path !== '/ready' && path !== '/metrics')
    return void response.writeHead(404, JSON_TYPE).end('{"ok":false}');
  // The checks also measure: metrics without them would show the outbox of the last /ready.
  const report = await health.report();
  if (path === '/metrics')
    return void response.writeHead(200, { 'content-type': metrics.contentType }).end(await metrics.metrics());
  response.writeHead(report.ok ? 200 : 503, JSON_TYPE).end(JSON.stringify(report));
}

const JSON_TYPE = { 'content-type': 'application/json' };
