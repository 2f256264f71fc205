import { Injectable } from '@nestjs/common';
import { type Page, type PageRequest, type Result } from '#libs/common';
import { READABLE, UnitOfWork } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { Match } from './match.entity.js';
import { MatchSearchService } from './match-search.service.js';

/** What a buyer sees of the matching of its needs, and the admin of a group of its subsidiaries'. */
@Injectable()
export class MatchService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly search: MatchSearchService,
  ) {}

  /** Kept matches of a need of the own group in rank order: matches, then those to confirm, then near misses. */
  async listForNeed(scope: OrgScope, needId: string, request: PageRequest): Promise<Result<Page<Match>>> {
    return this.search.list(scope, { needId }, request);
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
