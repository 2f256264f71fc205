import 'reflect-metadata';
import { runProcess } from '../process.js';
import { startApi } from './server.js';

await runProcess('api', async (config, logger) => {
  const { app, url } = await startApi(config, logger);
  return { url, close: () => app.close() };
});
