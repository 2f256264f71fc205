import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type INestApplication } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  printSchema,
  type GraphQLSchema,
} from 'graphql';
import { PERMISSIONS } from '#libs/identity';
import { createLogger } from '#libs/observability';
import { RESOLVERS } from '../../apps/api/api.module.js';
import { PERMIT_METADATA } from '../../apps/api/graphql/permit.js';
import { startApi } from '../../apps/api/server.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { testConfig } from '../support/services.js';

describe('GraphQL schema', () => {
  let database: TestDatabase;
  let app: INestApplication;
  let schema: GraphQLSchema;

  beforeAll(async () => {
    database = await createTestDatabase();
    const started = await startApi(testConfig(database, { PORT: '0' }), createLogger('test', 'silent'));
    app = started.app;
    schema = app.get(GraphQLSchemaHost).schema;
  }, 60_000);

  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  it('is the committed one; after a wanted change run `npm run cli -- schema` and commit the file', () => {
    expect(printSchema(schema).trim()).toBe(readFileSync('schema.graphql', 'utf8').trim());
  });

  it('describes every type, field, argument and enum', () => {
    const missing: string[] = [];
    for (const type of Object.values(schema.getTypeMap())) {
      if (type.name.startsWith('__') || ['Query', 'Mutation', 'Subscription'].includes(type.name)) continue;
      if (!type.description) missing.push(type.name);
      if (isEnumType(type)) continue;
      if (!isObjectType(type) && !isInputObjectType(type) && !isInterfaceType(type)) continue;
      const fields = Object.values<{ name: string; description?: string | null | undefined }>(
        type.getFields(),
      );
      for (const field of fields) if (!field.description) missing.push(`${type.name}.${field.name}`);
    }
    for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
      for (const field of Object.values(root?.getFields() ?? {})) {
        if (!field.description) missing.push(field.name);
        for (const argument of field.args)
          if (!argument.description) missing.push(`${field.name}(${argument.name})`);
      }
    }
    expect(missing).toEqual([]);
  });

  it('names a permission for every query, mutation and subscription', () => {
    const reflector = new Reflector();
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const operations = roots.flatMap((root) => Object.keys(root?.getFields() ?? {}));
    const permitted = RESOLVERS.flatMap((resolver) =>
      Object.getOwnPropertyNames(resolver.prototype).flatMap((name) => {
        const method = Object.getOwnPropertyDescriptor(resolver.prototype, name)?.value as object;
        const type = Reflect.getMetadata('graphql:resolver_type', method) as string | undefined;
        if (type === undefined || !['Query', 'Mutation', 'Subscription'].includes(type)) return [];
        return [
          { name, permission: reflector.get<string | undefined>(PERMIT_METADATA, method as () => void) },
        ];
      }),
    );
    expect(
      permitted.filter(
        ({ permission }) => !(PERMISSIONS as readonly (string | undefined)[]).includes(permission),
      ),
    ).toEqual([]);
    expect(permitted).toHaveLength(operations.length);
  });

  it('lists page by `first` and `after`, and nothing returns a bare list of rows', () => {
    const bare = Object.values(schema.getQueryType()?.getFields() ?? {}).filter(
      (field) => String(field.type).startsWith('[') && getNamedType(field.type).name !== 'String',
    );
    expect(bare.map((field) => field.name)).toEqual([]);
  });
});
