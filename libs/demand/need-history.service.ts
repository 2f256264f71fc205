import { Injectable } from '@nestjs/common';
import {
  type FieldChange,
  isProblem,
  type Page,
  type PageRequest,
  pageSpec,
  type Result,
} from '#libs/common';
import { keysetPage, UnitOfWork } from '#libs/database';
import { type OrgScope } from '#libs/identity';
import { NeedVersion } from './need-version.entity.js';
import { diffNeeds } from './need.diff.js';

/** Two kept versions of a need and what differs. */
export interface NeedDiff {
  readonly needId: string;
  readonly from: number;
  readonly to: number;
  readonly changes: readonly FieldChange[];
}

const isVersion = (text: string) => /^[1-9]\d{0,8}$/.test(text);

/** The kept versions of needs of the caller's group; row-level security shows no others. */
@Injectable()
export class NeedHistoryService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Versions, newest first. Empty for a missing or foreign need. */
  async list(scope: OrgScope, needId: string, request: PageRequest): Promise<Result<Page<NeedVersion>>> {
    const spec = pageSpec(request, isVersion);
    if (isProblem(spec)) return spec;
    return this.unitOfWork.read(scope, async (tx) => {
      const query = tx.manager.createQueryBuilder(NeedVersion, 'v').where('v.need_id = :needId', { needId });
      return keysetPage(query, spec, 'v.version', 'DESC');
    });
  }

  /**
   * Compares two versions.
   * @param from null takes the one before `to`
   * @param to null takes the newest
   * @returns null when one of them is not there, or not of the caller's group
   */
  async diff(
    scope: OrgScope,
    needId: string,
    from: number | null,
    to: number | null,
  ): Promise<NeedDiff | null> {
    return this.unitOfWork.read(scope, async (tx) => {
      const find = (where: object) =>
        tx.manager.findOne(NeedVersion, { where: { needId, ...where }, order: { version: 'DESC' } });
      const after = await find(to === null ? {} : { version: to });
      if (after === null) return null;
      const before = await find({ version: from ?? after.version - 1 });
      if (before === null) return null;
      return {
        needId,
        from: before.version,
        to: after.version,
        changes: diffNeeds(before.data, after.data),
      };
    });
  }
}
