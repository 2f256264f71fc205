import { Global, Module } from '@nestjs/common';
import { ContactOffer, ContactOpening } from './contact.entity.js';
import { ContactService } from './contact.service.js';
import { Decision } from './decision.entity.js';
import { DecisionService } from './decision.service.js';
import { InvitationJobs } from './invitation.jobs.js';
import { DialogueJobs } from './dialogue.jobs.js';
import { DialogueNotifications } from './dialogue.notifications.js';
import { Match } from './match.entity.js';
import { BatchSummaries } from './batch-summary.js';
import { BatchService } from './batch.service.js';
import { BulkNews } from './bulk-news.entity.js';
import { MatchRun } from './match-run.entity.js';
import { MatchRunService } from './match-run.service.js';
import { RunWatch } from './match-run.watch.js';
import { MatchJobs } from './match.jobs.js';
import { MatchNotifications } from './match.notifications.js';
import { MatchSearchService } from './match-search.service.js';
import { MatchService } from './match.service.js';
import { MatchStore } from './match.store.js';
import { Matcher } from './matcher.js';
import { OpenNeeds } from './open-needs.js';
import { OpportunityAnswer } from './opportunity-answer.entity.js';
import { OpportunityAnswerService } from './opportunity-answer.service.js';
import { OpportunityService } from './opportunity.service.js';
import { RematchJobs } from './rematch.jobs.js';
import { MatchQuestion, MatchReply } from './question.entity.js';
import { QuestionService } from './question.service.js';
import { ShortlistService } from './shortlist.service.js';
import { StatsService } from './stats.service.js';
import { TerritoryService } from './territory.service.js';

const DIALOGUE_ENTITIES = [
  OpportunityAnswer,
  MatchQuestion,
  MatchReply,
  ContactOffer,
  ContactOpening,
] as const;
export const MATCHING_ENTITIES = [Match, MatchRun, Decision, BulkNews, ...DIALOGUE_ENTITIES] as const;

/** What the two sides of a match do with it. */
const DIALOGUE_SERVICES = [
  MatchSearchService,
  ShortlistService,
  OpportunityAnswerService,
  QuestionService,
  ContactService,
] as const;

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
    BatchService,
    OpenNeeds,
    OpportunityService,
    DecisionService,
    StatsService,
    TerritoryService,
    ...DIALOGUE_SERVICES,
    DialogueJobs,
    DialogueNotifications,
  ],
  exports: [
    MatchService,
    MatchRunService,
    OpportunityService,
    DecisionService,
    TerritoryService,
    BatchService,
    ...DIALOGUE_SERVICES,
  ],
})
export class MatchingModule {}
