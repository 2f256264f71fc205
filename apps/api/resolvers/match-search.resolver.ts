import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type OrgScope } from '#libs/identity';
import { type MatchSearch, MatchSearchService } from '#libs/matching';
import { Scope } from '../graphql/context.js';
import { unwrap } from '../graphql/errors.js';
import { Permit } from '../graphql/permit.js';
import { toMatchFacets } from '../graphql/search-connection.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { toConnection } from '../types/connection.type.js';
import { MatchFacetsType, MatchSearchArgs } from '../types/match-search.type.js';
import { MatchConnection } from '../types/match.type.js';

/** A page of matches with the search it came from, so that its facets can be counted when they are asked for. */
interface FoundMatches {
  readonly search: MatchSearch;
}

@Resolver(() => MatchConnection)
export class MatchConnectionResolver {
  constructor(private readonly search: MatchSearchService) {}

  @Permit('match.read')
  @Query(() => MatchConnection, {
    name: 'matches',
    description: 'Candidates of a need of your group that fit a search; all of them by rank when left out.',
  })
  async listMatches(
    @Scope() scope: OrgScope,
    @Args('needId', { type: () => UUID, description: 'The need.' }) needId: string,
    @Args() { filter, sort, ...page }: MatchSearchArgs,
  ) {
    const search = { needId, filter, sort };
    return { ...toConnection(unwrap(await this.search.list(scope, search, page))), search };
  }

  @Permit('match.read')
  @Query(() => MatchConnection, { description: 'Candidates of every need of your group that fit a search.' })
  async allMatches(@Scope() scope: OrgScope, @Args() { filter, sort, ...page }: MatchSearchArgs) {
    const search = { needId: null, filter, sort };
    return { ...toConnection(unwrap(await this.search.list(scope, search, page))), search };
  }

  @ResolveField(() => MatchFacetsType)
  async facets(@Parent() { search }: FoundMatches, @Scope() scope: OrgScope) {
    return toMatchFacets(unwrap(await this.search.facets(scope, search)));
  }
}
