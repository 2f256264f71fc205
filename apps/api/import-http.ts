import { type IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import {
  AppError,
  type InputIssue,
  type LocalizedText,
  messageOf,
  type MessageParams,
  newId,
  renderText,
} from '#libs/common';
import {
  forbidden,
  mayDo,
  notSignedIn,
  type OrgScope,
  SessionService,
  StandingService,
} from '#libs/identity';
import { LOGGER, type Logger } from '#libs/observability';
import { createContext, localeOf } from './graphql/context.js';

/** Status of each refusal; others are 422. */
const STATUS: Readonly<Record<string, number>> = {
  NOT_SIGNED_IN: 401,
  TOKEN_INVALID: 401,
  FORBIDDEN: 403,
  ORGANISATION_SUSPENDED: 403,
  NOT_FOUND: 404,
  UPLOAD_INTERRUPTED: 408,
  FILE_GONE: 410,
  FILE_TOO_LARGE: 413,
  NOT_TEXT: 415,
  NOT_UTF8: 415,
  NOT_GB18030: 415,
  UNKNOWN_CHARSET: 415,
  TOO_MANY_UPLOADS: 429,
  IMPORT_STORAGE_FULL: 429,
  INTERNAL: 500,
};

export interface ImportRequest {
  readonly headers: IncomingHttpHeaders;
  /** Stream of the bytes; absent when the body has another type or none. */
  readonly body?: unknown;
}

/** The part of Fastify's reply that is used here. */
export interface Reply {
  code(status: number): Reply;
  header(name: string, value: string): Reply;
  send(body: unknown): unknown;
}

/** Why a request is not served. */
export interface Refusal {
  readonly code: string;
  readonly text: LocalizedText;
  readonly params: MessageParams;
  readonly issues?: readonly InputIssue[];
}

/** What the plain HTTP routes of imports have in common: who may, and what a refusal looks like. */
@Injectable()
export class ImportHttp {
  constructor(
    private readonly sessions: SessionService,
    private readonly standings: StandingService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** As the guard of GraphQL: who it is by the token, what it may by its role now. */
  async authorise(request: ImportRequest): Promise<OrgScope> {
    const { token } = createContext(request);
    if (token === null) throw notSignedIn();
    const scope = await this.sessions.authenticate(token);
    if (!mayDo(scope.role, 'import.write')) throw forbidden();
    return scope;
  }

  /** Asked again of those who have been served for long. @throws AppError `FORBIDDEN` when they may not act any more as they did */
  async reaffirm(scope: OrgScope): Promise<void> {
    if (!(await this.standings.holds(scope))) throw forbidden();
  }

  /** A request whose sender has gone: news, and no fault of the server. Nobody reads the answer. */
  brokenOff(error: unknown): Refusal {
    this.logger.info({ reason: messageOf(error) }, 'upload broken off by its sender');
    return { code: 'UPLOAD_INTERRUPTED', text: { zh: '上传中断', en: 'The upload broke off' }, params: {} };
  }

  /** An error that people may read, as it is; any other is logged under an id and shown by that alone. */
  refusalOf(error: unknown): Refusal {
    if (error instanceof AppError) return error;
    const errorId = newId();
    this.logger.error({ errorId, err: error }, 'request of imports failed');
    const text = { zh: '系统内部错误，编号 {errorId}', en: 'Internal error, id {errorId}' };
    return { code: 'INTERNAL', text, params: { errorId } };
  }

  /** Answers with status, code and message, and where the input is at fault. */
  refuse(request: ImportRequest, reply: Reply, { code, text, params, issues = [] }: Refusal): void {
    const locale = localeOf(request.headers['accept-language']);
    const shown = issues.map((issue) => ({
      ...{ path: issue.path, code: issue.code },
      message: renderText(issue.text, locale, issue.params ?? {}),
    }));
    reply.code(STATUS[code] ?? 422).send({
      ...{ code, message: renderText(text, locale, params) },
      ...(shown.length > 0 && { issues: shown }),
    });
  }
}
