import { Args, Int, Query, Resolver } from '@nestjs/graphql';
import { NeedHistoryService } from '#libs/demand';
import { type OrgScope } from '#libs/identity';
import { toFieldChanges } from '../graphql/field-changes.js';
import { Scope } from '../graphql/context.js';
import { unwrap } from '../graphql/errors.js';
import { toVersionNode } from '../graphql/need-input.js';
import { Permit } from '../graphql/permit.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { PageArgs, toKeyedConnection } from '../types/connection.type.js';
import { NeedDiffType, NeedVersionConnection } from '../types/need.type.js';

const optionalVersion = (name: string, description: string) =>
  Args(name, { type: () => Int, nullable: true, description });
const itsId = () => Args('needId', { type: () => UUID, description: 'Id of the need.' });

@Resolver()
export class NeedHistoryResolver {
  constructor(private readonly history: NeedHistoryService) {}

  @Permit('need.write')
  @Query(() => NeedVersionConnection, { description: 'Versions of a need of your group, newest first.' })
  async needVersions(@Scope() scope: OrgScope, @itsId() id: string, @Args() page: PageArgs) {
    const versions = unwrap(await this.history.list(scope, id, page));
    const items = versions.items.map(toVersionNode);
    return toKeyedConnection({ ...versions, items }, (version) => String(version.version));
  }

  @Permit('need.write')
  @Query(() => NeedDiffType, {
    nullable: true,
    description: 'What differs between two versions of a need of your group; null when one is not there.',
  })
  async needDiff(
    @Scope() scope: OrgScope,
    @itsId() id: string,
    @optionalVersion('from', 'Version before; left out for the one before `to`.') from: number | null = null,
    @optionalVersion('to', 'Version after; left out for the newest.') to: number | null = null,
  ) {
    const diff = await this.history.diff(scope, id, from, to);
    return diff === null ? null : { ...diff, changes: toFieldChanges(diff.changes) };
  }
}
