import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { type OrgScope } from '#libs/identity';
import { ImportFileService } from '#libs/intake';
import { Scope } from '../graphql/context.js';
import { unwrap } from '../graphql/errors.js';
import { Permit } from '../graphql/permit.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { PageArgs, toConnection } from '../types/connection.type.js';
import { DiscardImportFileResult, ImportFileConnection, ImportFileType } from '../types/import-file.type.js';

/** Uploaded files; the upload itself is plain HTTP. */
@Resolver(() => ImportFileType)
export class ImportFileResolver {
  constructor(private readonly files: ImportFileService) {}

  @Permit('import.write')
  @Query(() => ImportFileConnection, {
    description: 'The uploaded files of your organisation that are kept, newest first.',
  })
  async importFiles(@Scope() scope: OrgScope, @Args() page: PageArgs) {
    return toConnection(unwrap(await this.files.list(scope, page)));
  }

  @Permit('import.write')
  @Mutation(() => DiscardImportFileResult, {
    description:
      'Throws an uploaded file away, unless an import of it waits or runs. What was imported stays.',
  })
  discardImportFile(
    @Scope() scope: OrgScope,
    @Args('id', { type: () => UUID, description: 'Its id.' }) id: string,
  ) {
    return this.files.discard(scope, id);
  }
}
