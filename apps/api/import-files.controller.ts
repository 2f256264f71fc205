import { Readable } from 'node:stream';
import { Controller, Post, Query, Req, Res } from '@nestjs/common';
import { type FastifyAdapter } from '@nestjs/platform-fastify';
import { type ImportFile, UploadService } from '#libs/intake';
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
 * file that is sent again is the first one.
 */
@Controller(PATH)
export class ImportFilesController {
  constructor(
    private readonly http: ImportHttp,
    private readonly uploads: UploadService,
  ) {}

  @Post()
  async upload(
    @Req() request: ImportRequest,
    @Res() reply: Reply,
    @Query('name') name?: unknown,
  ): Promise<void> {
    const answer = await this.#store(request, typeof name === 'string' ? name : '').catch((error: unknown) =>
      this.http.refusalOf(error),
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
    const key = request.headers['idempotency-key'];
    // Left alone after an early refusal: to destroy it would take the connection away under the answer.
    const bytes = body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
    const stored = await this.uploads.store(scope, name, bytes, typeof key === 'string' ? key : null);
    body.resume();
    return stored;
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
