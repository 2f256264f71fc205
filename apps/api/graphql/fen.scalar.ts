import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const parse = (value: unknown): number => {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new GraphQLError('金额须为非负整数（分）/ an amount is a whole number of fen, not negative', {
    extensions: { code: 'BAD_USER_INPUT' },
  });
};

/** Money is integer fen. Int of GraphQL ends at 21 million yuan, which a machine may cost; floats are no money. */
export const Fen = new GraphQLScalarType<number, number>({
  name: 'Fen',
  description:
    'An amount of money in fen, the hundredth of the currency’s unit: a whole number up to 9007199254740991.',
  serialize: parse,
  parseValue: parse,
  parseLiteral: (node) => parse(node.kind === Kind.INT ? Number(node.value) : null),
});
