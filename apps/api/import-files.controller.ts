import { type IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { Controller, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { type FastifyAdapter } from '@nestjs/platform-fastify';
import { AppError, type LocalizedText, type MessageParams, newId, renderText } from '#libs/common';
import { forbidden, mayDo, notSignedIn, type OrgScope, SessionService } from '#libs/identity';
import { type ImportFile, UploadService } from '#libs/intake';
import { LOGGER, type Logger } from '#libs/observability';
import { createContext, localeOf } from './graphql/context.js';

/** Types that a file of text comes under; what it is is told by its content. */
const TYPES = ['text/csv', 'application/octet-stream'];
const PATH = '/import-files';

/** Status of each refusal; others are 422. */
const STATUS: Readonly<Record<string, number>> = {
  NOT_SIGNED_IN: 401,
  TOKEN_INVALID: 401,
  FORBIDDEN: 403,
  ORGANISATION_SUSPENDED: 403,
  FILE_TOO_LARGE: 413,
  NOT_TEXT: 415,
  TOO_MANY_UPLOADS: 429,
};

/** Lets bodies of files through as streams, past the limit of other bodies; elsewhere they stay refused. */
export function takeUploads(adapter: FastifyAdapter): void {
  adapter
    .getInstance()
    .addContentTypeParser(TYPES, (request: { url: string }, payload: unknown, done: BodyTaken) =>
      request.url.split('?')[0] === PATH
        ? done(null, payload)
        : done(Object.assign(new Error('Unsupported Media Type'), { statusCode: 415 })),
    );
}

type BodyTaken = (error: Error | null, body?: unknown) => void;

interface UploadRequest {
  readonly headers: IncomingHttpHeaders;
  /** Stream of the bytes; absent when the body has another type or none. */
  readonly body?: unknown;
}

/** The part of Fastify's reply that is used here. */
interface Reply {
  code(status: number): Reply;
  header(name: string, value: string): Reply;
  send(body: unknown): unknown;
}

interface Refusal {
  readonly code: string;
  readonly text: LocalizedText;
  readonly params: MessageParams;
}

/** `POST /import-files?name=…` with the file as the body: answers its id for `startImport`. */
@Controller(PATH)
export class ImportFilesController {
  constructor(
    private readonly sessions: SessionService,
    private readonly uploads: UploadService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Post()
  async upload(
    @Req() request: UploadRequest,
    @Res() reply: Reply,
    @Query('name') name?: unknown,
  ): Promise<void> {
    const locale = localeOf(request.headers['accept-language']);
    const answer = await this.#store(request, typeof name === 'string' ? name : '').catch((error: unknown) =>
      this.#refusal(error),
    );
    if (!('text' in answer)) {
      const { id, name: given, bytes } = answer;
      return void reply.code(201).send({ id, name: given, bytes });
    }
    const status = answer.code === 'INTERNAL' ? 500 : (STATUS[answer.code] ?? 422);
    // The rest of a refused file is not worth its way.
    reply.code(status).header('connection', 'close');
    reply.send({ code: answer.code, message: renderText(answer.text, locale, answer.params) });
  }

  async #store(request: UploadRequest, name: string): Promise<ImportFile | Refusal> {
    const scope = await this.#authorise(request);
    const { body } = request;
    if (!(body instanceof Readable)) return UNFIT;
    // Left alone after an early refusal: to destroy it would take the connection away under the answer.
    const bytes = body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
    const stored = await this.uploads.store(scope, name, bytes);
    body.resume();
    return stored;
  }

  /** As the guard of GraphQL: who it is by the token, what it may by its role now. */
  async #authorise(request: UploadRequest): Promise<OrgScope> {
    const { token } = createContext(request);
    if (token === null) throw notSignedIn();
    const scope = await this.sessions.authenticate(token);
    if (!mayDo(scope.role, 'import.write')) throw forbidden();
    return scope;
  }

  #refusal(error: unknown): Refusal {
    if (error instanceof AppError) return error;
    const errorId = newId();
    this.logger.error({ errorId, err: error }, 'upload failed');
    const text = { zh: '系统内部错误，编号 {errorId}', en: 'Internal error, id {errorId}' };
    return { code: 'INTERNAL', text, params: { errorId } };
  }
}

const UNFIT: Refusal = {
  code: 'NOT_TEXT',
  text: {
    zh: '请以 text/csv 发送文件内容',
    en: 'Send the content of the file as text/csv',
  },
  params: {},
};
