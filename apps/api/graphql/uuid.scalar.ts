import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { isId } from '#libs/common';

const parse = (value: unknown): string => {
  if (isId(value)) return value.toLowerCase();
  throw new GraphQLError('不是有效的标识 / not a valid id', { extensions: { code: 'BAD_USER_INPUT' } });
};

/** Ids are UUIDv7. Checked at the door: a malformed one would otherwise be an error of the database. */
export const UUID = new GraphQLScalarType<string, string>({
  name: 'UUID',
  description: 'Id of a row: a UUID (version 7, ordered by time).',
  serialize: String,
  parseValue: parse,
  parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : null),
});
