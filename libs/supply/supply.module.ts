import { Global, Module } from '@nestjs/common';
import { Product } from './product.entity.js';
import { ProductImport } from './product.import.js';
import { ProductHistoryService } from './product-history.service.js';
import { ProductSearchService } from './product-search.service.js';
import { ProductSearchSource } from './product.search.js';
import { ProductService } from './product.service.js';
import { ProductVersion } from './product-version.entity.js';

export const SUPPLY_ENTITIES = [Product, ProductVersion] as const;

@Global()
@Module({
  providers: [
    ProductService,
    ProductHistoryService,
    ProductSearchService,
    ProductSearchSource,
    ProductImport,
  ],
  exports: [ProductService, ProductHistoryService, ProductSearchService, ProductImport],
})
export class SupplyModule {}
