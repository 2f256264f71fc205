import { Global, Module } from '@nestjs/common';
import { Product } from './product.entity.js';
import { ProductSearchSource } from './product.search.js';
import { ProductService } from './product.service.js';

export const SUPPLY_ENTITIES = [Product] as const;

@Global()
@Module({ providers: [ProductService, ProductSearchSource], exports: [ProductService] })
export class SupplyModule {}
