import { Args, Query, Resolver } from '@nestjs/graphql';
import { ANONYMOUS_SCOPE } from '#libs/database';
import { ReferenceService } from '#libs/reference';
import { unwrap } from '../graphql/errors.js';
import { Permit } from '../graphql/permit.js';
import { PageArgs, toConnection, toKeyedConnection } from '../types/connection.type.js';
import {
  ChainConnection,
  ChainNodeConnection,
  ChainRelationConnection,
  IndustryConnection,
  RegionConnection,
} from '../types/reference.type.js';

const codeOf = (row: { readonly code: string }) => row.code;
const optionalText = (name: string, description: string) =>
  Args(name, { type: () => String, nullable: true, description });

/** Public tables: a form needs them before anybody has signed in. */
@Resolver()
export class ReferenceResolver {
  constructor(private readonly reference: ReferenceService) {}

  @Permit('public')
  @Query(() => RegionConnection, { description: 'Regions right under one, or the provinces.' })
  async regions(
    @optionalText('parent', 'Code of the region above; left out for provinces.') parent: string | null = null,
    @Args() page: PageArgs,
  ) {
    return toKeyedConnection(unwrap(await this.reference.listRegions(ANONYMOUS_SCOPE, parent, page)), codeOf);
  }

  @Permit('public')
  @Query(() => IndustryConnection, { description: 'Classes of GB/T 4754 right under one, or the sections.' })
  async industries(
    @optionalText('parent', 'Code of the class above; left out for sections.') parent: string | null = null,
    @Args() page: PageArgs,
  ) {
    return toKeyedConnection(
      unwrap(await this.reference.listIndustries(ANONYMOUS_SCOPE, parent, page)),
      codeOf,
    );
  }

  @Permit('public')
  @Query(() => ChainConnection, { description: 'Industrial chains.' })
  async chains(@Args() page: PageArgs) {
    return toKeyedConnection(unwrap(await this.reference.listChains(ANONYMOUS_SCOPE, page)), codeOf);
  }

  @Permit('public')
  @Query(() => ChainNodeConnection, { description: 'Nodes of a chain, or of all.' })
  async chainNodes(
    @optionalText('chain', 'Code of the chain; left out for all.') chain: string | null = null,
    @Args() page: PageArgs,
  ) {
    return toKeyedConnection(
      unwrap(await this.reference.listChainNodes(ANONYMOUS_SCOPE, chain, page)),
      codeOf,
    );
  }

  @Permit('public')
  @Query(() => ChainRelationConnection, {
    description: 'Relations in which a product stands on either side, or all.',
  })
  async chainRelations(
    @optionalText('name', 'Name of the product; left out for all.') name: string | null = null,
    @Args() page: PageArgs,
  ) {
    return toConnection(unwrap(await this.reference.listRelations(ANONYMOUS_SCOPE, name, page)));
  }
}
