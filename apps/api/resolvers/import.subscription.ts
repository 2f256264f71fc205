import { Args, Resolver, Subscription } from '@nestjs/graphql';
import { type OrgScope } from '#libs/identity';
import { hasEnded, ImportService } from '#libs/intake';
import { Scope } from '../graphql/context.js';
import { LiveUpdates } from '../graphql/live.js';
import { Permit } from '../graphql/permit.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { ImportRunType } from '../types/import.type.js';

@Resolver(() => ImportRunType)
export class ImportSubscription {
  constructor(
    private readonly imports: ImportService,
    private readonly live: LiveUpdates,
  ) {}

  @Permit('import.write')
  @Subscription(() => ImportRunType, {
    description:
      'An import of your organisation as it is now, and then as it goes on, until it has ended. Of any other nothing comes.',
  })
  importRunChanged(
    @Scope() scope: OrgScope,
    @Args('id', { type: () => UUID, description: 'Its id.' }) id: string,
  ) {
    const read = (ids: readonly string[]) => this.imports.findMany(scope, ids);
    return this.live.stream(scope, 'import', id, read, (run) => ({ importRunChanged: run }), {
      atOnce: [id],
      isLast: hasEnded,
    });
  }
}
