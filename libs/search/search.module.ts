import { Global, Module } from '@nestjs/common';
import { MeiliBuild } from './meili-build.js';
import { MeiliCompare } from './meili-compare.js';
import { MeiliEngine } from './meili-engine.js';
import { MeiliHealth } from './meili-health.js';
import { MeiliIndexes } from './meili-indexes.js';
import { MeiliKeyCheck } from './meili-key-check.js';
import { MeiliPush } from './meili-push.js';
import { MeiliRecords } from './meili-records.js';
import { MeiliSend } from './meili-send.js';
import { MeiliSwap } from './meili-swap.js';
import { MeiliWriter } from './meili-writer.js';
import { MeiliCompareJob, MeiliJobs } from './meili.jobs.js';
import { SearchIndex } from './search-index.js';
import { SearchReconcile } from './search-reconcile.js';
import { SearchRebuild } from './search-rebuild.js';
import { SearchTable } from './search-table.js';
import { SearchSources } from './search-sources.js';
import { SearchTerms } from './search-terms.js';
import { SearchJobs } from './search.jobs.js';

@Global()
@Module({
  providers: [
    SearchIndex,
    SearchTable,
    MeiliEngine,
    MeiliIndexes,
    MeiliRecords,
    MeiliWriter,
    MeiliSend,
    MeiliPush,
    MeiliCompare,
    MeiliSwap,
    MeiliBuild,
    MeiliKeyCheck,
    MeiliJobs,
    MeiliCompareJob,
    SearchSources,
    SearchTerms,
    SearchRebuild,
    SearchReconcile,
    SearchJobs,
  ],
  exports: [
    SearchIndex,
    SearchTable,
    SearchSources,
    SearchTerms,
    SearchRebuild,
    SearchReconcile,
    MeiliRecords,
    MeiliBuild,
    MeiliCompare,
    MeiliPush,
  ],
})
export class SearchModule {}

/** What only worker processes tell of the copies in Meilisearch. */
@Module({ providers: [MeiliHealth] })
export class SearchWorkerModule {}
