import { type ApolloServerPlugin } from '@apollo/server';
import { type DocumentNode, GraphQLError, type GraphQLSchema, Kind, type SelectionSetNode } from 'graphql';
import { type ComplexityEstimator, getComplexity, simpleEstimator } from 'graphql-query-complexity';
import { PAGE_DEFAULT, PAGE_MAX } from '#libs/common';
import { type GraphqlContext } from './context.js';

/** Levels of selection; the deepest honest query (matches → product → organisation) has 9. */
export const MAX_DEPTH = 12;
/** Fields the server may have to resolve; a page of 100 matches with their verdicts and products is some 4,000. */
export const MAX_COST = 10_000;

/** A list costs its children times the `first` that was asked for, not times the most it could be. */
const listEstimator: ComplexityEstimator = ({ args, childComplexity, field }) => {
  if (!field.args.some((argument) => argument.name === 'first')) return undefined;
  const first = (args as { first?: unknown }).first;
  const count = typeof first === 'number' ? Math.min(Math.max(first, 1), PAGE_MAX) : PAGE_DEFAULT;
  return 1 + count * childComplexity;
};

/**
 * Refuses a document that is too deep or too dear, before anything of it runs.
 * @returns null when it may run; an error that tells score and limit else
 */
export function checkLimits(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Record<string, unknown>,
  operationName?: string | null,
): GraphQLError | null {
  const depth = depthOf(document);
  if (depth > MAX_DEPTH) return tooMuch('TOO_DEEP', `查询层级过深 / query too deep: ${depth} > ${MAX_DEPTH}`);
  const cost = getComplexity({
    schema,
    query: document,
    variables,
    ...(operationName != null && { operationName }),
    estimators: [listEstimator, simpleEstimator({ defaultComplexity: 1 })],
  });
  if (cost > MAX_COST) return tooMuch('TOO_COSTLY', `查询开销过大 / query too costly: ${cost} > ${MAX_COST}`);
  return null;
}

const tooMuch = (code: string, message: string) =>
  new GraphQLError(message, { extensions: { code, http: { status: 400 } } });

/** Deepest selection over all operations, fragments followed. A fragment cycle has been refused by validation. */
function depthOf(document: DocumentNode): number {
  const fragments = new Map(
    document.definitions.flatMap((d) =>
      d.kind === Kind.FRAGMENT_DEFINITION ? [[d.name.value, d.selectionSet] as const] : [],
    ),
  );
  const walk = (set: SelectionSetNode | undefined): number =>
    Math.max(
      0,
      ...(set?.selections ?? []).map((selection) => {
        if (selection.kind === Kind.FIELD)
          return selection.name.value.startsWith('__') ? 0 : 1 + walk(selection.selectionSet);
        return walk(
          selection.kind === Kind.INLINE_FRAGMENT
            ? selection.selectionSet
            : fragments.get(selection.name.value),
        );
      }),
    );
  return Math.max(
    0,
    ...document.definitions.map((d) => (d.kind === Kind.OPERATION_DEFINITION ? walk(d.selectionSet) : 0)),
  );
}

/** Puts {@link checkLimits} before the execution of every HTTP operation. */
export const limitsPlugin: ApolloServerPlugin<GraphqlContext> = {
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation: ({ schema, document, request, operationName }) => {
        const error = checkLimits(schema, document, request.variables ?? {}, operationName);
        return error === null ? Promise.resolve() : Promise.reject(error);
      },
    }),
};
