import {
  buildClientSchema,
  getIntrospectionQuery,
  getNamedType,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  type IntrospectionQuery,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  isAbstractType,
} from 'graphql';
import { type Caller } from './graphql.js';

/** The schema as the running API describes itself. */
export async function readSchema(caller: Caller): Promise<GraphQLSchema> {
  return buildClientSchema(await caller.get<IntrospectionQuery>(getIntrospectionQuery()));
}

/** Every operation of a schema, as `Query.product`. */
export function operationsOf(schema: GraphQLSchema): string[] {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
    .flatMap((type) => Object.keys(type?.getFields() ?? {}).map((field) => `${type?.name ?? ''}.${field}`))
    .sort();
}

/** The field of an operation named as {@link operationsOf} does. */
export function fieldOf(schema: GraphQLSchema, operation: string): GraphQLField<unknown, unknown> {
  const [type = '', name = ''] = operation.split('.');
  const field = (
    schema.getType(type) as { getFields?: () => Record<string, GraphQLField<unknown, unknown>> }
  ).getFields?.()[name];
  if (field === undefined) throw new Error(`The schema has no ${operation}`);
  return field;
}

/**
 * Everything that can be selected under a type, each type once on a path: a field that is added tomorrow is in it without a
 * word of a test. Fields get an alias with their type, as union members may give one name two types.
 */
export function everything(
  schema: GraphQLSchema,
  output: GraphQLOutputType,
  above: readonly string[] = [],
): string {
  const type = getNamedType(output);
  if (isLeafType(type)) return '';
  if (isAbstractType(type)) {
    const members = schema
      .getPossibleTypes(type)
      .map((member) => `... on ${member.name} ${everything(schema, member, above)}`);
    return `{ __typename ${members.join(' ')} }`;
  }
  if (!isObjectType(type)) return '';
  const path = [...above, type.name];
  const fields = Object.values(type.getFields())
    .filter((field) => !field.args.some(isRequiredArgument) && !path.includes(getNamedType(field.type).name))
    .map((field) => `${type.name}_${field.name}: ${field.name} ${everything(schema, field.type, path)}`);
  return `{ __typename ${fields.join(' ')} }`;
}
