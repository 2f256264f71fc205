import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { explainVerdict, findWaiverRule } from '#libs/matching';
import { type GraphqlContext, Load } from '../graphql/context.js';
import { type Loaders } from '../graphql/loaders.js';
import { type PlacedVerdict } from '../graphql/verdicts.js';
import { QuestionType } from '../types/dialogue.type.js';
import { ClauseVerdictType } from '../types/match.type.js';
import { ClauseType } from '../types/need.type.js';

@Resolver(() => ClauseVerdictType)
export class VerdictResolver {
  @ResolveField(() => ClauseType, { nullable: true })
  async clause(@Parent() verdict: PlacedVerdict, @Load() loaders: Loaders) {
    const clauses = await loaders.clauses.load(verdict.needId);
    return clauses.find((clause) => clause.id === verdict.clauseId) ?? null;
  }

  @ResolveField(() => String, { nullable: true })
  ruleSource(@Parent() verdict: PlacedVerdict) {
    return verdict.rule === null ? null : (findWaiverRule(verdict.rule)?.source ?? null);
  }

  @ResolveField(() => String)
  explanation(@Parent() verdict: PlacedVerdict, @Context() context: GraphqlContext) {
    return explainVerdict(verdict)[context.locale];
  }

  @ResolveField(() => [QuestionType])
  questions(@Parent() verdict: PlacedVerdict, @Load() loaders: Loaders) {
    return askedAbout(verdict, loaders);
  }

  @ResolveField(() => Boolean, { nullable: true })
  async answered(@Parent() verdict: PlacedVerdict, @Load() loaders: Loaders) {
    const asked = await askedAbout(verdict, loaders);
    return asked.length === 0 ? null : asked.every((question) => question.answered);
  }
}

async function askedAbout(verdict: PlacedVerdict, loaders: Loaders) {
  return (await loaders.questions.load(verdict)).filter((question) => question.clauseId === verdict.clauseId);
}
