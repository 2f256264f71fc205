import { type ArgumentsHost, Catch, HttpException } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { type GqlContextType } from '@nestjs/graphql';

/**
 * Leaves errors of GraphQL operations to the one formatter (errors.ts), which logs what is unexpected. Nest's own handler would
 * log every "sign in first" as a fault of the server. Elsewhere Nest answers; what the web server has found wrong with a request (a
 * type or a length that it does not take) is answered with its own status and is no fault of the server either.
 */
@Catch()
export class GraphqlExceptionFilter extends BaseExceptionFilter {
  override catch(exception: unknown, host: ArgumentsHost): unknown {
    if (host.getType<GqlContextType>() === 'graphql') return exception;
    super.catch(asRefusal(exception) ?? exception, host);
    return undefined;
  }
}

/** An error of the web server that puts the blame on the request; null for any other. */
function asRefusal(exception: unknown): HttpException | null {
  if (!(exception instanceof Error) || exception instanceof HttpException) return null;
  const { statusCode, message } = exception as Error & { readonly statusCode?: unknown };
  const isRefusal = typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
  return isRefusal ? new HttpException({ statusCode, message }, statusCode) : null;
}
