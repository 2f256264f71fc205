import { Args, Int, Query, Resolver } from '@nestjs/graphql';
import { type OrgScope } from '#libs/identity';
import { ProductHistoryService } from '#libs/supply';
import { Scope } from '../graphql/context.js';
import { unwrap } from '../graphql/errors.js';
import { toFieldChanges } from '../graphql/field-changes.js';
import { Permit } from '../graphql/permit.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { PageArgs, toKeyedConnection } from '../types/connection.type.js';
import { ProductDiffType, ProductVersionConnection } from '../types/product.type.js';

const optionalVersion = (name: string, description: string) =>
  Args(name, { type: () => Int, nullable: true, description });
const productId = () => Args('productId', { type: () => UUID, description: 'Id of the product.' });

@Resolver()
export class ProductHistoryResolver {
  constructor(private readonly history: ProductHistoryService) {}

  @Permit('product.write')
  @Query(() => ProductVersionConnection, { description: 'Versions of an own product, newest first.' })
  async productVersions(@Scope() scope: OrgScope, @productId() id: string, @Args() page: PageArgs) {
    const versions = unwrap(await this.history.list(scope, id, page));
    const items = versions.items.map(({ data, ...version }) => ({ ...data, ...version }));
    return toKeyedConnection({ ...versions, items }, (version) => String(version.version));
  }

  @Permit('product.write')
  @Query(() => ProductDiffType, {
    nullable: true,
    description: 'What differs between two versions of an own product; null when one is not there.',
  })
  async productDiff(
    @Scope() scope: OrgScope,
    @productId() id: string,
    @optionalVersion('from', 'Version before; left out for the one before `to`.') from: number | null = null,
    @optionalVersion('to', 'Version after; left out for the newest.') to: number | null = null,
  ) {
    const diff = await this.history.diff(scope, id, from, to);
    return diff === null ? null : { ...diff, changes: toFieldChanges(diff.changes) };
  }
}
