import { type Problem, wrongState } from '#libs/common';
import { type ProductStatus } from './product.entity.js';

export const skuTaken = (sku: string): Problem =>
  wrongState(
    'SKU_TAKEN',
    { zh: '本企业已有货号为 {sku} 的产品', en: 'Your organisation has a product with SKU {sku} already' },
    { sku },
  );

const STATUSES: Readonly<Record<ProductStatus, string>> = {
  draft: '草稿',
  published: '已发布',
  withdrawn: '已下架',
};

export const productWrongState = (status: ProductStatus): Problem =>
  wrongState(
    'PRODUCT_STATE',
    {
      zh: `产品当前为“${STATUSES[status]}”，不允许此操作`,
      en: 'The product is {status}; this is not possible',
    },
    { status },
  );

export const productIncomplete = (): Problem =>
  wrongState('PRODUCT_INCOMPLETE', {
    zh: '公开的产品须有简介或至少一项技术参数',
    en: 'A published product needs a summary or at least one technical parameter',
  });

export const versionConflict = (version: number): Problem =>
  wrongState(
    'VERSION_CONFLICT',
    {
      zh: '产品已被修改，当前版本为 {version}，请重新读取后再改',
      en: 'The product has changed and is at version {version} now: read it again',
    },
    { version },
  );

/** Problem codes of this library, for the GraphQL enum. */
export const PRODUCT_CODES = [
  'SKU_TAKEN',
  'PRODUCT_STATE',
  'PRODUCT_INCOMPLETE',
  'VERSION_CONFLICT',
  'IDEMPOTENCY_KEY_REUSED',
] as const;
