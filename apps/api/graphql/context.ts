import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import { type Locale } from '#libs/common';
import { type OrgScope } from '#libs/identity';
import { type Loaders } from './loaders.js';

/** What each operation carries. The scope is set by the permission guard, never by a resolver. */
export interface GraphqlContext {
  readonly locale: Locale;
  /** Bearer token as sent; checked by the guard, once per operation. */
  readonly token: string | null;
  scope: OrgScope | null;
  loaders: Loaders | null;
  /** The check of the token under way: the root fields of a query ask for it at the same time. */
  entering: Promise<void> | null;
}

interface HeaderSource {
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
}

/** What Apollo (a request) and graphql-ws (a connection) hand to the context function. */
export interface ContextSource extends HeaderSource {
  readonly connectionParams?: Readonly<Record<string, unknown>> | null;
  readonly extra?: { readonly request?: HeaderSource };
}

/** Builds the context of an operation over HTTP, or over a WebSocket, whose token is in the connection parameters. */
export function createContext(source: ContextSource): GraphqlContext {
  const headers = source.headers ?? source.extra?.request?.headers ?? {};
  const authorization = source.connectionParams?.authorization ?? headers.authorization;
  const token = typeof authorization === 'string' ? /^Bearer\s+(\S+)$/i.exec(authorization)?.[1] : undefined;
  return {
    locale: localeOf(headers['accept-language']),
    token: token ?? null,
    scope: null,
    loaders: null,
    entering: null,
  };
}

/** Chinese, unless English is asked for first (design, rule 2). */
export function localeOf(acceptLanguage: string | string[] | undefined): Locale {
  const header = Array.isArray(acceptLanguage) ? acceptLanguage.join(',') : (acceptLanguage ?? '');
  return /^\s*en\b/i.test(header) ? 'en' : 'zh';
}

/** The acting organisation and user. Only for operations whose permission asks for a sign-in. */
export const Scope = createParamDecorator((_: unknown, context: ExecutionContext): OrgScope => {
  const { scope } = GqlExecutionContext.create(context).getContext<GraphqlContext>();
  if (scope === null) throw new Error('This operation is public and has no scope');
  return scope;
});

/** The operation's loaders, bound to its scope. */
export const Load = createParamDecorator((_: unknown, context: ExecutionContext): Loaders => {
  const { loaders } = GqlExecutionContext.create(context).getContext<GraphqlContext>();
  if (loaders === null) throw new Error('Loaders need a signed-in operation');
  return loaders;
});
