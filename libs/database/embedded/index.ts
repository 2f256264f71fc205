export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded-postgres.js';
export { claimDataDir, type ClaimedDataDir } from './claim-data-dir.js';
export { type ServerProcess, startServerProcess } from './server-process.js';
export { freePort } from './free-port.js';
