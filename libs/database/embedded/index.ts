export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded-postgres.js';
export { claimDataDir, type ClaimedDataDir } from './claim-data-dir.js';
