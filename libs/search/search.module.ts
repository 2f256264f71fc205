import { Global, Module } from '@nestjs/common';
import { SearchIndex } from './search-index.js';
import { SearchJobs, SearchSources } from './search.jobs.js';

@Global()
@Module({ providers: [SearchIndex, SearchSources, SearchJobs], exports: [SearchIndex, SearchSources] })
export class SearchModule {}
