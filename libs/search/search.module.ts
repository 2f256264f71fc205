import { Global, Module } from '@nestjs/common';
import { MeiliEngine } from './meili-engine.js';
import { MeiliIndexes } from './meili-indexes.js';
import { SearchIndex } from './search-index.js';
import { SearchReconcile } from './search-reconcile.js';
import { SearchRebuild } from './search-rebuild.js';
import { SearchSources } from './search-sources.js';
import { SearchTerms } from './search-terms.js';
import { SearchJobs } from './search.jobs.js';

@Global()
@Module({
  providers: [
    SearchIndex,
    MeiliEngine,
    MeiliIndexes,
    SearchSources,
    SearchTerms,
    SearchRebuild,
    SearchReconcile,
    SearchJobs,
  ],
  exports: [SearchIndex, SearchSources, SearchTerms, SearchRebuild, SearchReconcile],
})
export class SearchModule {}
