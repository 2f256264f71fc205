import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type OrgScope } from '#libs/identity';
import { type Match, MatchService, STATE_AFTER, suggestedQuestions } from '#libs/matching';
import { type GraphqlContext, Load, Scope } from '../graphql/context.js';
import { type Loaders } from '../graphql/loaders.js';
import { Permit } from '../graphql/permit.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { withPair } from '../graphql/verdicts.js';
import {
  ContactType,
  OpportunityAnswerType,
  QuestionType,
  SuggestedQuestionType,
} from '../types/dialogue.type.js';
import { DecisionStateEnum } from '../types/enums.js';
import { ClauseVerdictType, DecisionType, MatchType } from '../types/match.type.js';
import { ProductType } from '../types/product.type.js';

@Resolver(() => MatchType)
export class MatchResolver {
  constructor(private readonly matches: MatchService) {}

  @Permit('match.read')
  @Query(() => MatchType, {
    nullable: true,
    description: 'One candidate of a need of your group; null else.',
  })
  match(@Scope() scope: OrgScope, @Args('id', { type: () => UUID, description: 'Its id.' }) id: string) {
    return this.matches.find(scope, id);
  }

  @ResolveField(() => [ClauseVerdictType])
  verdicts(@Parent() match: Match) {
    return withPair(match, match.verdicts);
  }

  @ResolveField(() => ProductType, { nullable: true })
  product(@Parent() match: Match, @Load() loaders: Loaders) {
    return loaders.product.load(match.productId);
  }

  @ResolveField(() => [DecisionType])
  decisions(@Parent() match: Match, @Load() loaders: Loaders) {
    return loaders.decisions.load(match);
  }

  @ResolveField(() => DecisionStateEnum)
  async decisionState(@Parent() match: Match, @Load() loaders: Loaders) {
    const latest = (await loaders.decisions.load(match)).at(-1);
    return latest === undefined ? 'undecided' : STATE_AFTER[latest.kind];
  }

  @ResolveField(() => [OpportunityAnswerType])
  async answers(@Parent() match: Match, @Load() loaders: Loaders) {
    return (await loaders.answers.load(match)).toReversed();
  }

  @ResolveField(() => [QuestionType])
  questions(@Parent() match: Match, @Load() loaders: Loaders) {
    return loaders.questions.load(match);
  }

  @ResolveField(() => [SuggestedQuestionType])
  async suggestedQuestions(
    @Parent() match: Match,
    @Load() loaders: Loaders,
    @Context() { locale }: GraphqlContext,
  ) {
    const clauses = (await loaders.clauses.load(match.needId)).filter((one) => one.disclosure !== 'invited');
    const questions = suggestedQuestions(clauses, match.verdicts);
    return questions.map(({ clauseId, text }) => ({ clauseId, text: text[locale] }));
  }

  @ResolveField(() => ContactType)
  async contact(@Parent() match: Match, @Load() loaders: Loaders) {
    return (await loaders.contact.load(match))[0];
  }
}
