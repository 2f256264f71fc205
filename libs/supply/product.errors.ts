import { type Problem, wrongState } from '#libs/common';
import { type ProductStatus } from './product.entity.js';

export const skuTaken = (sku: string): Problem =>
  wrongState(
    'SKU_TAKEN',
    { zh: '本企业已有货号为 {sku} 的产品', en: 'Your organisation has a product with SKU {sku} already' },
    { sku },
  );

export const productWrongState = (status: ProductStatus): Problem =>
  wrongState(
    'PRODUCT_STATE',
    { zh: '产品当前状态（{status}）不允许此操作', en: 'The product is {status}; this is not possible' },
    { status },
  );

/** Problem codes of this library, for the GraphQL enum. */
export const PRODUCT_CODES = ['SKU_TAKEN', 'PRODUCT_STATE'] as const;
