import { Inject, Injectable } from '@nestjs/common';
import {
  CLOCK,
  type Clock,
  isProblem,
  newId,
  notFound,
  type Page,
  type PageRequest,
  pageSpec,
  type Result,
  toPage,
} from '#libs/common';
import { type Transaction, UnitOfWork } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { Outbox } from '#libs/messaging';
import { type SearchHits, SearchIndex } from '#libs/search';
import { Product, type ProductStatus } from './product.entity.js';
import { productWrongState, skuTaken } from './product.errors.js';
import { type ProductEvent, productsChanged } from './product.events.js';
import { checkProduct, type ProductInput } from './product.input.js';

/** A page of search hits with the rows the caller may see, in rank order. */
export interface ProductSearchPage {
  readonly products: readonly Product[];
  readonly hits: SearchHits;
}

/** An SME's catalogue: draft → published → withdrawn. */
@Injectable()
export class ProductService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly searchIndex: SearchIndex,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Lists a product as a draft. @returns the product, `INVALID_INPUT` with paths, or `SKU_TAKEN` */
  async create(scope: OrgScope, input: ProductInput): Promise<Result<Product>> {
    const fields = checkProduct(input);
    if (isProblem(fields)) return fields;
    const now = this.clock.now();
    const product = Object.assign(new Product(), fields, {
      id: newId(),
      organisationId: scope.organisationId,
      status: 'draft' satisfies ProductStatus,
      version: 1,
      createdAt: now,
      updatedAt: now,
      publishedAt: null,
    });
    return this.unitOfWork.run(scope, async (tx) => {
      const inserted = await tx.manager
        .createQueryBuilder()
        .insert()
        .into(Product)
        .values(product)
        .orIgnore()
        .returning('id')
        .execute();
      return (inserted.raw as unknown[]).length === 0 ? skuTaken(fields.sku) : product;
    });
  }

  /** Shows the product to buyers: it is indexed and matched against every open need, in the background. */
  async publish(scope: OrgScope, id: string): Promise<Result<Product>> {
    return this.#change(scope, id, ['draft', 'withdrawn'], 'published', 'product.published');
  }

  /** Takes the product back: it leaves search and matches. */
  async withdraw(scope: OrgScope, id: string): Promise<Result<Product>> {
    return this.#change(scope, id, ['published'], 'withdrawn', 'product.withdrawn');
  }

  /** A product the caller may see: an own one, or any published one. */
  async find(scope: OrgScope, id: string): Promise<Product | null> {
    return this.unitOfWork.read(scope, (tx) => tx.manager.findOneBy(Product, { id }));
  }

  /** Rows by id under the caller's scope; ids it may not see are left out. */
  async findMany(scope: OrgScope, ids: readonly string[]): Promise<Product[]> {
    if (ids.length === 0) return [];
    return this.unitOfWork.read(scope, (tx) =>
      tx.manager.createQueryBuilder(Product, 'p').where('p.id = ANY(:ids)', { ids }).getMany(),
    );
  }

  /** The caller's own products, oldest first. */
  async listOwn(scope: OrgScope, request: PageRequest): Promise<Result<Page<Product>>> {
    const spec = pageSpec(request);
    if (isProblem(spec)) return spec;
    return this.unitOfWork.read(scope, async (tx) => {
      const query = tx.manager
        .createQueryBuilder(Product, 'p')
        .where('p.organisation_id = :organisationId', { organisationId: scope.organisationId })
        .orderBy('p.id')
        .limit(spec.first + 1);
      if (spec.afterId !== null) query.andWhere('p.id > :afterId', { afterId: spec.afterId });
      return toPage(await query.getMany(), spec.first);
    });
  }

  /** Searches published products. The index finds, the database decides what is shown. */
  async search(scope: OrgScope, text: string, request: PageRequest): Promise<Result<ProductSearchPage>> {
    const spec = pageSpec({ first: request.first });
    if (isProblem(spec)) return spec;
    const hits = await this.searchIndex.search(scope, {
      kind: 'product',
      text,
      first: spec.first,
      after: request.after ?? null,
    });
    if (isProblem(hits)) return hits;
    const rows = new Map((await this.findMany(scope, hits.ids)).map((row) => [row.id, row]));
    return { hits, products: hits.ids.map((id) => rows.get(id)).filter((row) => row !== undefined) };
  }

  async #change(
    scope: OrgScope,
    id: string,
    from: readonly ProductStatus[],
    to: ProductStatus,
    event: ProductEvent,
  ): Promise<Result<Product>> {
    return this.unitOfWork.run(scope, async (tx) => {
      const product = await lockOwn(tx, scope, id);
      if (product === null) return notFound(id);
      // Asking again for what is already so is not a fault: a client may retry after a lost answer.
      if (product.status === to) return product;
      if (!from.includes(product.status)) return productWrongState(product.status);
      const now = this.clock.now();
      const change = {
        status: to,
        version: product.version + 1,
        updatedAt: now,
        ...(to === 'published' && { publishedAt: now }),
      };
      await tx.manager.update(Product, { id }, change);
      const changed = Object.assign(product, change);
      await productsChanged(tx, this.outbox, event, [{ id, version: changed.version }]);
      return changed;
    });
  }
}

/** The row, locked for the change; null for a missing or a foreign one. */
async function lockOwn(tx: Transaction, scope: OrgScope, id: string): Promise<Product | null> {
  return tx.manager.findOne(Product, {
    where: { id, organisationId: scope.organisationId },
    lock: { mode: 'pessimistic_write' },
  });
}
