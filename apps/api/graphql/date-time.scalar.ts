import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const RFC_3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** A day that does not exist must not silently become another: a procurement's deadline hangs on it. */
function parse(value: unknown): Date {
  const parts = typeof value === 'string' ? RFC_3339.exec(value) : null;
  const date = new Date(typeof value === 'string' ? value : NaN);
  const [year, month, day] = (parts ?? []).slice(1, 4).map(Number);
  const exists = day !== undefined && day <= new Date(Date.UTC(year ?? 0, month ?? 0, 0)).getUTCDate();
  if (
    exists &&
    !Number.isNaN(date.getTime()) &&
    date.getUTCFullYear() >= 2000 &&
    date.getUTCFullYear() < 2100
  )
    return date;
  throw new GraphQLError(
    '须为 2000–2099 年间的 RFC 3339 时间，如 2026-12-31T17:00:00+08:00 / not an RFC 3339 time of 2000 to 2099',
    {
      extensions: { code: 'BAD_USER_INPUT' },
    },
  );
}

/** Times are written in UTC, and read with any offset. */
export const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description:
    'A time by RFC 3339 with its offset, such as 2026-12-31T17:00:00+08:00; years 2000 to 2099. Answers are in UTC.',
  serialize: (value) => (value as Date).toISOString(),
  parseValue: parse,
  parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : null),
});
