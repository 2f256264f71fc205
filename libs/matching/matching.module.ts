import { Global, Module } from '@nestjs/common';
import { ContactOffer, ContactOpening } from './contact.entity.js';
import { ContactService } from './contact.service.js';
import { Decision } from './decision.entity.js';
import { DecisionService } from './decision.service.js';
import { DialogueJobs } from './dialogue.jobs.js';
import { DialogueNotifications } from './dialogue.notifications.js';
import { Match } from './match.entity.js';
import { MatchRun } from './match-run.entity.js';
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
import { MatchQuestion, MatchReply } from './question.entity.js';
import { QuestionService } from './question.service.js';
import { ShortlistService } from './shortlist.service.js';
import { StatsService } from './stats.service.js';

const DIALOGUE_ENTITIES = [
  OpportunityAnswer,
  MatchQuestion,
  MatchReply,
  ContactOffer,
  ContactOpening,
] as const;
export const MATCHING_ENTITIES = [Match, MatchRun, Decision, ...DIALOGUE_ENTITIES] as const;

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
    MatchService,
    MatchStore,
    OpenNeeds,
    OpportunityService,
    DecisionService,
    StatsService,
    ...DIALOGUE_SERVICES,
    DialogueJobs,
    DialogueNotifications,
  ],
  exports: [MatchService, OpportunityService, DecisionService, ...DIALOGUE_SERVICES],
})
export class MatchingModule {}
