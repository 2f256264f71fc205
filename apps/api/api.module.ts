import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { coreModules, type CoreOptions } from '../core.js';
import { GraphqlExceptionFilter } from './graphql/exception.filter.js';
import { graphqlOptions } from './graphql/graphql-options.js';
import { LiveUpdates } from './graphql/live.js';
import { LoaderFactory, MatchReads } from './graphql/loaders.js';
import { PermissionGuard } from './graphql/permit.js';
import { HealthController } from './health.controller.js';
import { ImportFilesController } from './import-files.controller.js';
import { ImportHttp } from './import-http.js';
import { ImportRunsController } from './import-runs.controller.js';
import { BatchNeedResolver, BatchResolver } from './resolvers/batch.resolver.js';
import { ImportFileResolver } from './resolvers/import-file.resolver.js';
import { ImportResolver } from './resolvers/import.resolver.js';
import { ImportSubscription } from './resolvers/import.subscription.js';
import { DecisionResolver } from './resolvers/decision.resolver.js';
import { DialogueResolver } from './resolvers/dialogue.resolver.js';
import { MatchRunSubscription } from './resolvers/match-run.subscription.js';
import {
  ClauseChangeResolver,
  MatchChangeResolver,
  MatchRunResolver,
  NeedRunResolver,
} from './resolvers/match-run.resolver.js';
import { MatchConnectionResolver } from './resolvers/match-search.resolver.js';
import { MatchResolver } from './resolvers/match.resolver.js';
import { MemberResolver } from './resolvers/member.resolver.js';
import { NeedHistoryResolver } from './resolvers/need-history.resolver.js';
import { NeedInvitationResolver } from './resolvers/need-invitation.resolver.js';
import { NeedReviewResolver } from './resolvers/need-review.resolver.js';
import { NeedResolver } from './resolvers/need.resolver.js';
import { NotificationResolver } from './resolvers/notification.resolver.js';
import { OperationsResolver } from './resolvers/operations.resolver.js';
import { OperatorResolver } from './resolvers/operator.resolver.js';
import { GapResolver, OpportunityResolver } from './resolvers/opportunity.resolver.js';
import { OrganisationResolver } from './resolvers/organisation.resolver.js';
import { ParameterResolver, ParsedParameterResolver } from './resolvers/parameter.resolver.js';
import { PreferenceResolver } from './resolvers/preference.resolver.js';
import { ProductHistoryResolver } from './resolvers/product-history.resolver.js';
import { ProductResolver } from './resolvers/product.resolver.js';
import { ReferenceResolver } from './resolvers/reference.resolver.js';
import { SearchResolver } from './resolvers/search.resolver.js';
import { SessionResolver } from './resolvers/session.resolver.js';
import { TerritoryNeedResolver, TerritoryResolver } from './resolvers/territory.resolver.js';
import { VerdictResolver } from './resolvers/verdict.resolver.js';

/** Every resolver; a contract test walks them for missing permissions. */
export const RESOLVERS = [
  SessionResolver,
  OrganisationResolver,
  OperatorResolver,
  MemberResolver,
  ProductResolver,
  ProductHistoryResolver,
  ReferenceResolver,
  ImportResolver,
  ImportFileResolver,
  ImportSubscription,
  BatchResolver,
  BatchNeedResolver,
  ParameterResolver,
  ParsedParameterResolver,
  NeedResolver,
  NeedHistoryResolver,
  NeedInvitationResolver,
  NeedReviewResolver,
  SearchResolver,
  MatchConnectionResolver,
  MatchResolver,
  MatchRunResolver,
  MatchRunSubscription,
  MatchChangeResolver,
  ClauseChangeResolver,
  NeedRunResolver,
  VerdictResolver,
  OpportunityResolver,
  GapResolver,
  DecisionResolver,
  DialogueResolver,
  NotificationResolver,
  TerritoryResolver,
  TerritoryNeedResolver,
  PreferenceResolver,
  OperationsResolver,
] as const;

@Module({})
export class ApiModule {
  static forRoot(options: CoreOptions): DynamicModule {
    const { config, logger } = options;
    return {
      module: ApiModule,
      imports: [
        ...coreModules(options),
        GraphQLModule.forRoot(graphqlOptions({ explorer: config.graphqlExplorer, logger })),
      ],
      controllers: [HealthController, ImportFilesController, ImportRunsController],
      providers: [
        ...RESOLVERS,
        MatchReads,
        LoaderFactory,
        LiveUpdates,
        ImportHttp,
        { provide: APP_GUARD, useClass: PermissionGuard },
        { provide: APP_FILTER, useClass: GraphqlExceptionFilter },
      ],
    };
  }
}
