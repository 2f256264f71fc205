import { Readable } from 'node:stream';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { isId, notFound } from '#libs/common';
import { FaultyRowsService } from '#libs/intake';
import { localeOf } from './graphql/context.js';
import { ImportHttp, type ImportRequest, type Reply } from './import-http.js';

const PATH = '/import-runs';

/** Where the faulty rows of an import are fetched. */
export const faultyRowsPath = (importId: string): string => `${PATH}/${importId}/faulty-rows`;

/** `GET /import-runs/{id}/faulty-rows`: the rows that an import has set aside, as CSV, to be mended and imported again. */
@Controller(PATH)
export class ImportRunsController {
  constructor(
    private readonly http: ImportHttp,
    private readonly faultyRows: FaultyRowsService,
  ) {}

  @Get(':id/faulty-rows')
  async download(@Req() request: ImportRequest, @Res() reply: Reply, @Param('id') id: string): Promise<void> {
    const answer = await this.#open(request, id).catch((error: unknown) => this.http.refusalOf(error));
    if ('code' in answer) {
      this.http.refuse(request, reply, answer);
      return;
    }
    reply
      .code(200)
      .header('content-type', 'text/csv; charset=utf-8')
      .header(
        'content-disposition',
        `attachment; filename="faulty.csv"; filename*=UTF-8''${encoded(answer.name)}`,
      )
      .send(Readable.from(answer.chunks));
  }

  async #open(request: ImportRequest, id: string) {
    const scope = await this.http.authorise(request);
    if (!isId(id)) return notFound(id);
    return this.faultyRows.open(scope, id, localeOf(request.headers['accept-language']));
  }
}

/** As RFC 8187 wants it. */
function encoded(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
