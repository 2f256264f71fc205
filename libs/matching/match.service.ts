import { Injectable } from '@nestjs/common';
import {
  type InputIssue,
  invalidInput,
  isProblem,
  type Page,
  type PageRequest,
  pageSpec,
  type Result,
  toPage,
} from '#libs/common';
import { READABLE, UnitOfWork } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { compareRank } from './evaluate/index.js';
import { Match } from './match.entity.js';

/** A cursor whose row has left the list. */
export const LIST_CHANGED: InputIssue = {
  path: 'after',
  code: 'BAD_CURSOR',
  text: { zh: '列表已变化，请从头读取', en: 'The list has changed since: read it from the start' },
};

/** What a buyer sees of the matching of its needs, and the admin of a group of its subsidiaries'. */
@Injectable()
export class MatchService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Kept matches of a need of the own group in rank order: matches, then those to confirm, then near misses. */
  async listForNeed(scope: OrgScope, needId: string, request: PageRequest): Promise<Result<Page<Match>>> {
    const spec = pageSpec(request);
    if (isProblem(spec)) return spec;
    return this.unitOfWork.read(scope, async (tx) => {
      // The kept set is small by design, so the whole of it is ranked here and cut after.
      const rows = await tx.manager
        .createQueryBuilder(Match, 'm')
        .where(`m.need_id = :needId AND m.need_organisation_id = ${READABLE}`, { needId })
        .getMany();
      rows.sort(compareRank);
      const at = rows.findIndex((row) => row.id === spec.afterId);
      // The match of the cursor may have left since; beginning again unasked would show rows twice.
      if (spec.afterId !== null && at < 0) return invalidInput([LIST_CHANGED]);
      const start = at + 1;
      return toPage(rows.slice(start, start + spec.first + 1), spec.first);
    });
  }

  /** One match of a need of the own group. */
  async find(scope: OrgScope, id: string): Promise<Match | null> {
    return this.unitOfWork.read(scope, (tx) =>
      tx.manager
        .createQueryBuilder(Match, 'm')
        .where(`m.id = :id AND m.need_organisation_id = ${READABLE}`, { id })
        .getOne(),
    );
  }
}
