import { Global, Module } from '@nestjs/common';
import { Clause } from './clause.entity.js';
import { Need } from './need.entity.js';
import { NeedJobs } from './need.jobs.js';
import { NeedSearchService } from './need-search.service.js';
import { NeedSearchSource } from './need.search.js';
import { NeedService } from './need.service.js';

export const DEMAND_ENTITIES = [Need, Clause] as const;

@Global()
@Module({
  providers: [NeedService, NeedSearchService, NeedSearchSource, NeedJobs],
  exports: [NeedService, NeedSearchService],
})
export class DemandModule {}
