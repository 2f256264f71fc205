import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { type GraphQLWsSubscriptionsConfig } from '@nestjs/graphql';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { type ServerOptions } from 'graphql-ws';
import { messageOf, newId } from '#libs/common';
import { type Logger, withRequestContext } from '#libs/observability';
import { type ContextSource, createContext, localeOf } from './context.js';
import { createErrorFormatter } from './errors.js';
import { checkLimits, limitsPlugin } from './limits.js';

/** Of queries over HTTP and of sockets. */
export const GRAPHQL_PATH = '/graphql';

/** Of a document: a guard for the parser, far above any honest query. */
const MAX_TOKENS = 5_000;

export interface GraphqlSettings {
  readonly explorer: boolean;
  readonly logger: Logger;
}

/** Apollo over HTTP and graphql-ws over WebSocket, with the same limits and the same error formatter. */
export function graphqlOptions(settings: GraphqlSettings): ApolloDriverConfig {
  const formatError = createErrorFormatter(settings.logger);
  return {
    driver: ApolloDriver,
    path: GRAPHQL_PATH,
    autoSchemaFile: true,
    sortSchema: true,
    introspection: settings.explorer,
    parseOptions: { maxLexicalTokens: MAX_TOKENS },
    graphiql: settings.explorer,
    includeStacktraceInErrorResponses: false,
    fieldResolverEnhancers: [],
    context: createContext,
    formatError,
    // Answers depend on who asks: nothing computes how long a shared cache might keep them, at every field.
    plugins: [limitsPlugin, ApolloServerPluginCacheControlDisabled()],
    subscriptions: { 'graphql-ws': websocketOptions(formatError, settings.explorer) },
  };
}

type Formatter = ReturnType<typeof createErrorFormatter>;

/** graphql-ws knows neither Apollo's plugins nor its formatter, so both are applied here. */
function websocketOptions(
  formatError: Formatter,
  introspection: boolean,
): GraphQLWsSubscriptionsConfig & Pick<ServerOptions, 'onError'> {
  const format = (context: unknown, errors: readonly GraphQLError[]): GraphQLFormattedError[] => {
    const locale = localeOf((context as ContextSource).extra?.request?.headers?.['accept-language']);
    return withRequestContext({ requestId: newId(), locale }, () =>
      errors.map((error) => formatError(error.toJSON(), error)),
    );
  };
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  return {
    /** Same checks as over HTTP: a WebSocket must not be the way around the limits. */
    onSubscribe: (context, _id, { query, operationName, variables }) => {
      if (websocketSchema === null) return [coded(new GraphQLError('The server is starting'), 'STARTING')];
      const schema = websocketSchema;
      const document = parseSafely(query);
      if (document instanceof GraphQLError) return [document];
      const faults = validate(schema, document, rules);
      if (faults.length > 0) return faults.map((fault) => coded(fault, 'GRAPHQL_VALIDATION_FAILED'));
      const limit = checkLimits(schema, document, variables ?? {}, operationName);
      if (limit !== null) return [limit];
      const contextValue = createContext(context as ContextSource);
      return {
        schema,
        document,
        operationName: operationName ?? null,
        variableValues: variables ?? null,
        contextValue,
      };
    },
    onError: (context, _id, _payload, errors) => format(context, errors),
    onNext: (context, _id, _payload, _args, { errors, data }) =>
      errors === undefined ? undefined : { data: data ?? null, errors: format(context, errors) },
  };
}

function parseSafely(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query, { maxLexicalTokens: MAX_TOKENS });
  } catch (error) {
    const fault = error instanceof GraphQLError ? error : new GraphQLError(messageOf(error));
    return coded(fault, 'GRAPHQL_PARSE_FAILED');
  }
}

/** With the code that Apollo gives over HTTP: the formatter takes an error without one for a surprise. */
function coded(fault: GraphQLError, code: string): GraphQLError {
  const { nodes = null, source = null, positions = null } = fault;
  return new GraphQLError(fault.message, { nodes, source, positions, extensions: { code } });
}

let websocketSchema: GraphQLSchema | null = null;

/** Hands the built schema to the WebSocket side; called once, when the server is up. */
export function setWebsocketSchema(schema: GraphQLSchema): void {
  websocketSchema = schema;
}
