import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { AppError, type Locale, newId, type Problem, renderText, type Result, isProblem } from '#libs/common';
import { currentRequest, type Logger } from '#libs/observability';

/** A list or query whose arguments are wrong: queries have no result union, so their problems are thrown. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  constructor(readonly problem: Problem) {
    super(problem.code);
  }
}

/** The value, or a {@link ProblemError}. */
export function unwrap<T>(result: Result<T>): T {
  if (isProblem(result)) throw new ProblemError(result);
  return result;
}

/**
 * The one formatter of errors. Known ones give code and message in the caller's language; anything else becomes
 * `INTERNAL` with an id that is also in the log, and nothing of its insides is shown.
 */
export function createErrorFormatter(logger: Logger) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const locale = currentRequest()?.locale ?? 'zh';
    const cause = unwrapResolverError(error);
    const place = {
      ...(formatted.path && { path: formatted.path }),
      ...(formatted.locations && { locations: formatted.locations }),
    };
    if (cause instanceof AppError) {
      return {
        ...place,
        message: renderText(cause.text, locale, cause.params),
        extensions: { code: cause.code },
      };
    }
    if (cause instanceof ProblemError) return { ...place, ...problemError(cause.problem, locale) };
    if (isClientFault(formatted, cause)) {
      return {
        ...place,
        message: formatted.message,
        extensions: { code: formatted.extensions?.code ?? 'BAD_REQUEST' },
      };
    }
    const errorId = newId();
    logger.error({ errorId, err: cause, path: formatted.path }, 'unexpected error');
    return {
      ...place,
      message: locale === 'zh' ? `系统内部错误，编号 ${errorId}` : `Internal error, id ${errorId}`,
      extensions: { code: 'INTERNAL', errorId },
    };
  };
}

function problemError(problem: Problem, locale: Locale): GraphQLFormattedError {
  return {
    message: renderText(problem.text, locale, problem.params),
    extensions: {
      code: problem.code,
      issues: problem.issues.map((issue) => ({
        path: issue.path,
        code: issue.code,
        message: renderText(issue.text, locale, issue.params),
      })),
    },
  };
}

/** Syntax, validation, variables, limits: what GraphQL itself says of the document is the caller's to read. */
function isClientFault(formatted: GraphQLFormattedError, cause: unknown): boolean {
  const code = formatted.extensions?.code;
  return cause instanceof GraphQLError && typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR';
}
