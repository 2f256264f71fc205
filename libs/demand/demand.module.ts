import { Global, Module } from '@nestjs/common';
import { Clause } from './clause.entity.js';
import { Need } from './need.entity.js';
import { NeedHistoryService } from './need-history.service.js';
import { NeedImport } from './need.import.js';
import { NeedInvitation } from './need-invitation.entity.js';
import { NeedInvitationService } from './need-invitation.service.js';
import { NeedJobs } from './need.jobs.js';
import { NeedPart } from './need-part.entity.js';
import { NeedReviewService } from './need-review.service.js';
import { NeedSearchService } from './need-search.service.js';
import { NeedSearchSource } from './need.search.js';
import { NeedService } from './need.service.js';
import { NeedVersion } from './need-version.entity.js';

export const DEMAND_ENTITIES = [Need, Clause, NeedPart, NeedInvitation, NeedVersion] as const;
const SERVICES = [
  NeedService,
  NeedHistoryService,
  NeedInvitationService,
  NeedReviewService,
  NeedSearchService,
];

@Global()
@Module({ providers: [...SERVICES, NeedSearchSource, NeedJobs, NeedImport], exports: SERVICES })
export class DemandModule {}
