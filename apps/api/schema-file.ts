import { writeFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { RESOLVERS } from './api.module.js';

/** `cli schema`: writes the committed schema from the resolvers; needs no database. @param file where to */
export async function writeSchemaFile(file: string): Promise<void> {
  const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
  const schema = await app.get(GraphQLSchemaFactory).create([...RESOLVERS]);
  writeFileSync(file, `${printSchema(lexicographicSortSchema(schema))}\n`);
}
