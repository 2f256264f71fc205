import { Readable } from 'node:stream';
import { Controller, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { type FastifyAdapter } from '@nestjs/platform-fastify';
import { type AppConfig, CONFIG } from '#libs/config';
import { type OrgScope } from '#libs/identity';
import { fileTooLarge, type ImportFile, UploadService } from '#libs/intake';
import { inUtf8, UNKNOWN_CHARSET, uploadEncoding } from './import-charset.js';
import { ImportHttp, type ImportRequest, type Refusal, type Reply } from './import-http.js';

/** Types that a file of text comes under; what it is is told by its content. */
const TYPES = ['text/csv', 'application/octet-stream'];
const PATH = '/import-files';

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

/**
 * `POST /import-files?name=…` with the file as the body: answers its id for `startImport`. With a header `Idempotency-Key` the same
 * file that is sent again is the first one. A `charset` of the content type is believed (see `uploadEncoding`).
 */
@Controller(PATH)
export class ImportFilesController {
  constructor(
    private readonly http: ImportHttp,
    private readonly uploads: UploadService,
    @Inject(CONFIG) private readonly config: AppConfig,
  ) {}

  @Post()
  async upload(
    @Req() request: ImportRequest,
    @Res() reply: Reply,
    @Query('name') name?: unknown,
  ): Promise<void> {
    const answer = await this.#store(request, typeof name === 'string' ? name : '').catch((error: unknown) =>
      isBrokenOff(request.body, error) ? this.http.brokenOff(error) : this.http.refusalOf(error),
    );
    if (!('text' in answer)) {
      const { id, name: given, bytes } = answer;
      return void reply.code(201).send({ id, name: given, bytes });
    }
    // The rest of a refused file is not worth its way.
    this.http.refuse(request, reply.header('connection', 'close'), answer);
  }

  async #store(request: ImportRequest, name: string): Promise<ImportFile | Refusal> {
    const scope = await this.http.authorise(request);
    const { body } = request;
    if (!(body instanceof Readable)) return UNFIT;
    const { maxBytes } = this.config.imports;
    // Known before the first byte: nobody waits for the end of a file that is refused then.
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) return fileTooLarge(maxBytes);
    const encoding = uploadEncoding(request.headers['content-type']);
    if (encoding === null) return UNKNOWN_CHARSET;
    const key = request.headers['idempotency-key'];
    const bytes = inUtf8(this.#bytes(scope, body), encoding);
    const stored = await this.uploads.store(scope, name, bytes, typeof key === 'string' ? key : null);
    body.resume();
    return stored;
  }

  /** The body to its end, which a slow line reaches long after the beginning: who has lost the right meanwhile keeps no file. */
  async *#bytes(scope: OrgScope, body: Readable): AsyncGenerator<Uint8Array> {
    // Left alone after an early refusal: to destroy it would take the connection away under the answer.
    yield* body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
    await this.http.reaffirm(scope);
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

/** True for what the body itself failed with: its sender has gone. */
function isBrokenOff(body: unknown, error: unknown): boolean {
  if (!(body instanceof Readable) || !(error instanceof Error)) return false;
  return error === body.errored || (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE';
}
