import { Args, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type OrgScope } from '#libs/identity';
import { type Product, ProductService, productWarnings } from '#libs/supply';
import { Load, Scope } from '../graphql/context.js';
import { unwrap } from '../graphql/errors.js';
import { type Loaders } from '../graphql/loaders.js';
import { Permit } from '../graphql/permit.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { PageArgs, toConnection } from '../types/connection.type.js';
import { OrganisationType } from '../types/organisation.type.js';
import { InputWarning } from '../types/problem.type.js';
import { CreateProductInput, UpdateProductInput } from '../types/product-input.type.js';
import {
  ChangeProductResult,
  CreateProductResult,
  ProductConnection,
  ProductType,
  UpdateProductResult,
} from '../types/product.type.js';

@Resolver(() => ProductType)
export class ProductResolver {
  constructor(private readonly products: ProductService) {}

  @Permit('signed_in')
  @Query(() => ProductType, { nullable: true, description: 'A product that you may see; null else.' })
  product(@Scope() scope: OrgScope, @Args('id', { type: () => UUID, description: 'Its id.' }) id: string) {
    return this.products.find(scope, id);
  }

  @Permit('product.write')
  @Query(() => ProductConnection, {
    name: 'products',
    description: 'Your organisation’s products, oldest first.',
  })
  async ownProducts(@Scope() scope: OrgScope, @Args() page: PageArgs) {
    return toConnection(unwrap(await this.products.listOwn(scope, page)));
  }

  @Permit('product.write')
  @Mutation(() => CreateProductResult, { description: 'Lists a product as a draft.' })
  createProduct(
    @Scope() scope: OrgScope,
    @Args('input', { type: () => CreateProductInput, description: 'The product.' }) input: CreateProductInput,
    @Args('idempotencyKey', {
      type: () => String,
      nullable: true,
      description:
        'Yours, 1 to 255 visible ASCII characters, unique in your organisation. For 24 hours the same key with the same input gives the same product.',
    })
    idempotencyKey?: string | null,
  ) {
    return this.products.create(scope, input, idempotencyKey ?? null);
  }

  @Permit('product.write')
  @Mutation(() => UpdateProductResult, {
    description: 'Replaces all that a product says. A published one is matched again in the background.',
  })
  updateProduct(
    @Scope() scope: OrgScope,
    @Args('id', { type: () => UUID, description: 'Its id.' }) id: string,
    @Args('expectedVersion', {
      type: () => Int,
      description: 'Version that the change was made on; VERSION_CONFLICT when it is not the present one.',
    })
    expectedVersion: number,
    @Args('input', { type: () => UpdateProductInput, description: 'What it says now.' })
    input: UpdateProductInput,
  ) {
    return this.products.update(scope, id, expectedVersion, input);
  }

  @Permit('product.write')
  @Mutation(() => ChangeProductResult, {
    description: 'Shows a product to buyers; it is matched in the background.',
  })
  publishProduct(
    @Scope() scope: OrgScope,
    @Args('id', { type: () => UUID, description: 'Its id.' }) id: string,
  ) {
    return this.products.publish(scope, id);
  }

  @Permit('product.write')
  @Mutation(() => ChangeProductResult, { description: 'Takes a product back from search and matches.' })
  withdrawProduct(
    @Scope() scope: OrgScope,
    @Args('id', { type: () => UUID, description: 'Its id.' }) id: string,
  ) {
    return this.products.withdraw(scope, id);
  }

  @ResolveField(() => OrganisationType, { nullable: true })
  organisation(@Parent() product: Product, @Load() loaders: Loaders) {
    return loaders.organisation.load(product.organisationId);
  }

  @ResolveField(() => [InputWarning])
  async warnings(@Parent() product: Product, @Load() loaders: Loaders) {
    return productWarnings(product, await loaders.reference());
  }
}
