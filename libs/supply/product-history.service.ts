import { Injectable } from '@nestjs/common';
import {
  type FieldChange,
  isProblem,
  type Page,
  type PageRequest,
  pageSpec,
  type Result,
} from '#libs/common';
import { keysetPage, UnitOfWork } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { ProductVersion } from './product-version.entity.js';
import { diffSnapshots } from './product.diff.js';

/** Two kept versions of a product and what differs. */
export interface ProductDiff {
  readonly productId: string;
  readonly from: number;
  readonly to: number;
  readonly changes: readonly FieldChange[];
}

const isVersion = (text: string) => /^[1-9]\d{0,8}$/.test(text);

/** The kept versions of an organisation's own products; row-level security shows no others. */
@Injectable()
export class ProductHistoryService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Versions, newest first. Empty for a missing or foreign product. */
  async list(
    scope: OrgScope,
    productId: string,
    request: PageRequest,
  ): Promise<Result<Page<ProductVersion>>> {
    const spec = pageSpec(request, isVersion);
    if (isProblem(spec)) return spec;
    return this.unitOfWork.read(scope, async (tx) => {
      const query = tx.manager
        .createQueryBuilder(ProductVersion, 'v')
        .where('v.product_id = :productId', { productId });
      return keysetPage(query, spec, 'v.version', 'DESC');
    });
  }

  /**
   * Compares two versions.
   * @param from null takes the one before `to`
   * @param to null takes the newest
   * @returns null when one of them is not there, or not the caller's
   */
  async diff(
    scope: OrgScope,
    productId: string,
    from: number | null,
    to: number | null,
  ): Promise<ProductDiff | null> {
    return this.unitOfWork.read(scope, async (tx) => {
      const find = (where: object) =>
        tx.manager.findOne(ProductVersion, { where: { productId, ...where }, order: { version: 'DESC' } });
      const after = await find(to === null ? {} : { version: to });
      if (after === null) return null;
      const before = await find({ version: from ?? after.version - 1 });
      if (before === null) return null;
      return {
        productId,
        from: before.version,
        to: after.version,
        changes: diffSnapshots(before.data, after.data),
      };
    });
  }
}
