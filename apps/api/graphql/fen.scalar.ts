import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const parse = (value: unknown): number => {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new GraphQLError('金额须为非负整数（分） / an amount is a whole number of fen, not below 0', {
    extensions: { code: 'BAD_USER_INPUT' },
  });
};

/** Money is integer fen. `Int` ends at 21 million yuan, so amounts have a scalar of their own. */
export const Fen = new GraphQLScalarType<number, number>({
  name: 'Fen',
  description: 'An amount of CNY in fen (1/100 yuan): a whole number from 0 to 2^53 − 1.',
  serialize: Number,
  parseValue: parse,
  parseLiteral: (node) => parse(node.kind === Kind.INT ? Number(node.value) : null),
});
