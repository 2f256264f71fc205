import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import {
  CLOCK,
  type Clock,
  invalidInput,
  isProblem,
  newId,
  notFound,
  type Page,
  type PageRequest,
  pageSpec,
  type Result,
} from '#libs/common';
import {
  checkIdempotencyKey,
  oncePerKey,
  keysetPage,
  type Transaction,
  UnitOfWork,
  violates,
} from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { Outbox } from '#libs/messaging';
import { Product, type ProductStatus } from './product.entity.js';
import { productIncomplete, productWrongState, skuTaken, versionConflict } from './product.errors.js';
import { type ProductEvent, productsChanged } from './product.events.js';
import { checkProduct, type ProductFields, type ProductInput } from './product.input.js';
import { ProductVersion, snapshotOf } from './product-version.entity.js';

/** An SME's catalogue: draft → published → withdrawn. */
@Injectable()
export class ProductService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Lists a product as a draft.
   * @param idempotencyKey the same key with the same input gives the same product for 24 hours, however often it is sent
   * @returns the product, `INVALID_INPUT` with paths, `SKU_TAKEN` or `IDEMPOTENCY_KEY_REUSED`
   */
  async create(
    scope: OrgScope,
    input: ProductInput,
    idempotencyKey: string | null = null,
  ): Promise<Result<Product>> {
    const badKey = idempotencyKey === null ? null : checkIdempotencyKey(idempotencyKey);
    if (badKey !== null) return invalidInput([badKey]);
    const fields = checkProduct(input);
    if (isProblem(fields)) return fields;
    const product = this.#draft(scope, fields);
    const claim =
      idempotencyKey === null
        ? null
        : {
            ...{ organisationId: scope.organisationId, key: idempotencyKey, operation: 'createProduct' },
            ...{ input: fields, resultId: product.id, now: product.createdAt },
          };
    return this.unitOfWork.run(scope, (tx) =>
      oncePerKey<Product>(
        tx,
        claim,
        async () => (await insertProduct(tx, product)) ?? skuTaken(fields.sku),
        (_, id) => tx.manager.findOneByOrFail(Product, { id }),
      ),
    );
  }

  /**
   * Replaces everything that is said of a product. A published one stays so, and is indexed and matched anew.
   * @param expectedVersion the version the change was made on
   * @returns the product (unchanged when the input says what it says already), `INVALID_INPUT`, `NOT_FOUND`, `VERSION_CONFLICT`,
   * `SKU_TAKEN`, or `PRODUCT_INCOMPLETE` for a published one
   */
  async update(
    scope: OrgScope,
    id: string,
    expectedVersion: number,
    input: ProductInput,
  ): Promise<Result<Product>> {
    const fields = checkProduct(input);
    if (isProblem(fields)) return fields;
    try {
      return await this.unitOfWork.run(scope, async (tx) => {
        const product = await lockOwn(tx, scope, id);
        if (product === null) return notFound(id);
        if (product.version !== expectedVersion) return versionConflict(product.version);
        if (product.status === 'published' && !isComplete(fields)) return productIncomplete();
        const before = snapshotOf(product);
        if (isDeepStrictEqual({ ...before, ...fields }, before)) return product;
        return this.#store(tx, product, fields, product.status === 'published' ? 'product.updated' : null);
      });
    } catch (error) {
      if (violates(error, 'product_organisation_sku_key')) return skuTaken(fields.sku);
      throw error;
    }
  }

  /** Shows the product to buyers: it is indexed and matched against every open need, in the background. `PRODUCT_INCOMPLETE` else. */
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
        .where('p.organisation_id = :organisationId', { organisationId: scope.organisationId });
      return keysetPage(query, spec, 'p.id');
    });
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
      if (to === 'published' && !isComplete(product)) return productIncomplete();
      return this.#store(tx, product, { status: to }, event);
    });
  }

  /** Writes a change of a locked product as its next version, keeps that version, and tells index and matching. */
  async #store(
    tx: Transaction,
    product: Product,
    change: Partial<Product>,
    event: ProductEvent | null,
  ): Promise<Product> {
    const now = this.clock.now();
    const full = {
      ...change,
      version: product.version + 1,
      updatedAt: now,
      ...(change.status === 'published' && { publishedAt: now }),
    };
    await tx.manager.update(Product, { id: product.id }, full);
    const changed = Object.assign(product, full);
    await keepVersion(tx, changed);
    if (event !== null)
      await productsChanged(tx, this.outbox, event, [{ id: changed.id, version: changed.version }]);
    return changed;
  }

  #draft(scope: OrgScope, fields: ProductFields): Product {
    const now = this.clock.now();
    return Object.assign(new Product(), fields, {
      id: newId(),
      organisationId: scope.organisationId,
      status: 'draft' satisfies ProductStatus,
      version: 1,
      createdAt: now,
      updatedAt: now,
      publishedAt: null,
    });
  }
}

/** What a buyer needs to judge it at all: a name, and a summary or a parameter. */
function isComplete({ name, summary, parameters }: Pick<ProductFields, 'name' | 'summary' | 'parameters'>) {
  return name !== '' && (summary !== '' || parameters.length > 0);
}

/** Inserts a product with its first version; null when the organisation has its SKU already. */
async function insertProduct(tx: Transaction, product: Product): Promise<Product | null> {
  const inserted = await tx.manager
    .createQueryBuilder()
    .insert()
    .into(Product)
    .values(product)
    .orIgnore()
    .returning('id')
    .execute();
  if ((inserted.raw as unknown[]).length === 0) return null;
  await keepVersion(tx, product);
  return product;
}

async function keepVersion(tx: Transaction, product: Product): Promise<void> {
  await tx.manager.insert(ProductVersion, {
    productId: product.id,
    version: product.version,
    organisationId: product.organisationId,
    data: snapshotOf(product),
    changedAt: product.updatedAt,
    changedBy: tx.scope.userId,
  });
}

/** The row, locked for the change; null for a missing or a foreign one. */
async function lockOwn(tx: Transaction, scope: OrgScope, id: string): Promise<Product | null> {
  return tx.manager.findOne(Product, {
    where: { id, organisationId: scope.organisationId },
    lock: { mode: 'pessimistic_write' },
  });
}
