import { Global, Module } from '@nestjs/common';
import { Decision } from './decision.entity.js';
import { DecisionService } from './decision.service.js';
import { InvitationJobs } from './invitation.jobs.js';
import { Match } from './match.entity.js';
import { BatchSummaries } from './batch-summary.js';
import { BulkNews } from './bulk-news.entity.js';
import { MatchRun } from './match-run.entity.js';
import { MatchRunService } from './match-run.service.js';
import { RunWatch } from './match-run.watch.js';
import { MatchJobs } from './match.jobs.js';
import { MatchNotifications } from './match.notifications.js';
import { MatchService } from './match.service.js';
import { MatchStore } from './match.store.js';
import { Matcher } from './matcher.js';
import { OpenNeeds } from './open-needs.js';
import { OpportunityService } from './opportunity.service.js';
import { RematchJobs } from './rematch.jobs.js';
import { StatsService } from './stats.service.js';
import { TerritoryService } from './territory.service.js';

export const MATCHING_ENTITIES = [Match, MatchRun, Decision, BulkNews] as const;

@Global()
@Module({
  providers: [
    Matcher,
    MatchJobs,
    MatchNotifications,
    InvitationJobs,
    MatchService,
    MatchRunService,
    MatchStore,
    RunWatch,
    RematchJobs,
    BatchSummaries,
    OpenNeeds,
    OpportunityService,
    DecisionService,
    StatsService,
    TerritoryService,
  ],
  exports: [MatchService, MatchRunService, OpportunityService, DecisionService, TerritoryService],
})
export class MatchingModule {}
