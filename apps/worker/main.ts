import 'reflect-metadata';
import { runProcess } from '../process.js';
import { startWorker } from './server.js';

await runProcess('worker', startWorker);
