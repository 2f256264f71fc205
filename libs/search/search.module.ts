import { Global, Module } from '@nestjs/common';
import { SearchIndex } from './search-index.js';
import { SearchRebuild } from './search-rebuild.js';
import { SearchSources } from './search-sources.js';
import { SearchTerms } from './search-terms.js';
import { SearchJobs } from './search.jobs.js';

@Global()
@Module({
  providers: [SearchIndex, SearchSources, SearchTerms, SearchRebuild, SearchJobs],
  exports: [SearchIndex, SearchSources, SearchTerms, SearchRebuild],
})
export class SearchModule {}
