import { type ApolloServerPlugin } from '@apollo/server';
import {
  type DocumentNode,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { type ComplexityEstimator, getComplexity, simpleEstimator } from 'graphql-query-complexity';
import { PAGE_DEFAULT, PAGE_MAX } from '#libs/common';
import { type GraphqlContext } from './context.js';
import { hasStorableTexts, isStorable } from './storable-text.js';

/** Levels of selection; the deepest honest query (matches → product → organisation) has 9. */
export const MAX_DEPTH = 12;
/** Fields the server may have to resolve; lists without `first` (verdicts, clauses) count once, {@link MAX_ALIASES} bounds them. */
export const MAX_COST = 10_000;
/** Times a document may ask for one field under aliases: asking for one thing many times is the way around every other limit. */
export const MAX_ALIASES = 40;
/**
 * Fields that cost more than their one: verifying a password is dear by design (argon2id), a review and highlights read
 * whole texts, a territory is counted. One request must not ask for many of them.
 */
const DEAR: Readonly<Record<string, number>> = {
  'Mutation.signIn': 2_500,
  'ProductSearchEdge.highlights': 10,
  'NeedSearchEdge.highlights': 10,
  'Query.territory': 1_000,
  'Query.parseParameters': 250,
  'Query.reviewNeed': 500,
  'Need.findings': 20,
  'Need.completeness': 20,
};

/** A list costs its children times the `first` that was asked for, not times the most it could be. */
const listEstimator: ComplexityEstimator = ({ args, childComplexity, field, type }) => {
  const dear = DEAR[`${type.name}.${field.name}`];
  if (dear !== undefined) return dear + childComplexity;
  if (!field.args.some((argument) => argument.name === 'first')) return undefined;
  const first = (args as { first?: unknown }).first;
  const count = typeof first === 'number' ? Math.min(Math.max(first, 1), PAGE_MAX) : PAGE_DEFAULT;
  return 1 + count * childComplexity;
};

/**
 * Refuses a document that is too deep or too dear, or whose values do not fit, before anything of it runs.
 * @returns null when it may run; an error that tells score and limit, or the wrong value, else
 */
export function checkLimits(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Record<string, unknown>,
  operationName?: string | null,
): GraphQLError | null {
  const depth = depthOf(document);
  if (depth > MAX_DEPTH) return refusal('TOO_DEEP', `查询层级过深 / query too deep: ${depth} > ${MAX_DEPTH}`);
  const operation = getOperationAST(document, operationName);
  if (operation == null)
    return refusal('OPERATION_RESOLUTION_FAILURE', '须以 operationName 指定操作 / name one operation');
  // The cost needs the variables, and a fault of theirs met there would pass for one of the server.
  const { errors, coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (errors?.[0] !== undefined) return refusal('BAD_USER_INPUT', errors[0].message);
  if (!isStorable(coerced) || !hasStorableTexts(document))
    return refusal(
      'BAD_USER_INPUT',
      '文本含有无法存储的字符 / a text holds a character that cannot be stored',
    );
  const cost = costOf(schema, document, variables, operation.name?.value);
  if (cost > MAX_COST) return refusal('TOO_COSTLY', `查询开销过大 / query too costly: ${cost} > ${MAX_COST}`);
  const aliases = aliasesOf(document);
  if (aliases > MAX_ALIASES)
    return refusal('TOO_MANY_ALIASES', `别名过多 / too many aliases: ${aliases} > ${MAX_ALIASES}`);
  return null;
}

/** How often the most repeated field of the document is asked for under an alias. */
function aliasesOf(document: DocumentNode): number {
  const counts = new Map<string, number>();
  visit(document, {
    Field: ({ alias, name }) => {
      if (alias !== undefined) counts.set(name.value, (counts.get(name.value) ?? 0) + 1);
    },
  });
  return Math.max(0, ...counts.values());
}

/** Infinity when even counting would take too long: fragments that spread fragments. */
function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Record<string, unknown>,
  operationName: string | undefined,
): number {
  try {
    return getComplexity({
      schema,
      query: document,
      variables,
      ...(operationName !== undefined && { operationName }),
      estimators: [listEstimator, simpleEstimator({ defaultComplexity: 1 })],
    });
  } catch (error) {
    if (error instanceof GraphQLError) return Infinity;
    throw error;
  }
}

const refusal = (code: string, message: string) =>
  new GraphQLError(message, { extensions: { code, http: { status: 400 } } });

/** Deepest selection over all operations, fragments followed. A fragment cycle has been refused by validation. */
function depthOf(document: DocumentNode): number {
  const fragments = new Map(
    document.definitions.flatMap((d) =>
      d.kind === Kind.FRAGMENT_DEFINITION ? [[d.name.value, d.selectionSet] as const] : [],
    ),
  );
  // Each fragment is walked once: spread in one another twice each, 50 of them would be walked 2^50 times.
  const known = new Map<string, number>();
  const depthOfFragment = (name: string): number => {
    const depth = known.get(name) ?? walk(fragments.get(name));
    known.set(name, depth);
    return depth;
  };
  const walk = (set: SelectionSetNode | undefined): number =>
    Math.max(
      0,
      ...(set?.selections ?? []).map((selection) => {
        if (selection.kind === Kind.FIELD)
          return selection.name.value.startsWith('__') ? 0 : 1 + walk(selection.selectionSet);
        return selection.kind === Kind.INLINE_FRAGMENT
          ? walk(selection.selectionSet)
          : depthOfFragment(selection.name.value);
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
