import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type OrgScope } from '#libs/identity';
import { type FaultSeverity, type ImportRun, ImportService } from '#libs/intake';
import { Scope } from '../graphql/context.js';
import { unwrap } from '../graphql/errors.js';
import { idempotencyKeyArg } from '../graphql/idempotency-key.js';
import { Permit } from '../graphql/permit.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { faultyRowsPath } from '../import-runs.controller.js';
import { PageArgs, toConnection } from '../types/connection.type.js';
import { FaultSeverityEnum } from '../types/enums.js';
import {
  CancelImportResult,
  ImportError,
  ImportFaultConnection,
  ImportRunConnection,
  ImportRunType,
  StartImportInput,
  StartImportResult,
} from '../types/import.type.js';

/** Imports of uploaded files; the upload itself is plain HTTP. */
@Resolver(() => ImportRunType)
export class ImportResolver {
  constructor(private readonly imports: ImportService) {}

  @Permit('import.write')
  @Query(() => ImportRunType, {
    nullable: true,
    description: 'An import of your organisation; null else. `importRunChanged` follows its progress.',
  })
  importRun(@Scope() scope: OrgScope, @Args('id', { type: () => UUID, description: 'Its id.' }) id: string) {
    return this.imports.find(scope, id);
  }

  @Permit('import.write')
  @Query(() => ImportRunConnection, { description: 'The imports of your organisation, newest first.' })
  async importRuns(@Scope() scope: OrgScope, @Args() page: PageArgs) {
    return toConnection(unwrap(await this.imports.list(scope, page)));
  }

  @Permit('import.write')
  @Query(() => ImportFaultConnection, {
    description: 'What an import set aside, and its warnings, by row.',
  })
  async importFaults(
    @Scope() scope: OrgScope,
    @Args('importId', { type: () => UUID, description: 'The import.' }) importId: string,
    @Args() page: PageArgs,
    @Args('severity', {
      type: () => FaultSeverityEnum,
      nullable: true,
      description: 'Only what set rows aside, or only warnings.',
    })
    severity?: FaultSeverity | null,
  ) {
    return toConnection(unwrap(await this.imports.faults(scope, importId, { ...page, severity })));
  }

  @Permit('import.write')
  @Mutation(() => StartImportResult, {
    description:
      'Imports an uploaded file in the background. Good rows go in, faulty ones are set aside; the same file twice changes nothing.',
  })
  startImport(
    @Scope() scope: OrgScope,
    @Args('input', { type: () => StartImportInput, description: 'The file, and how to import it.' })
    input: StartImportInput,
    @Args('idempotencyKey', idempotencyKeyArg('gives the same import')) idempotencyKey?: string | null,
  ) {
    return this.imports.start(scope, input, idempotencyKey ?? null);
  }

  @Permit('import.write')
  @Mutation(() => CancelImportResult, {
    description: 'Cancels an import: it ends after the batch at hand, and what came in stays.',
  })
  cancelImport(
    @Scope() scope: OrgScope,
    @Args('id', { type: () => UUID, description: 'Its id.' }) id: string,
  ) {
    return this.imports.cancel(scope, id);
  }

  @ResolveField(() => ImportError, { nullable: true })
  error(@Parent() run: ImportRun) {
    return this.imports.errorOf(run);
  }

  @ResolveField(() => String, { nullable: true })
  faultyRowsPath(@Parent() { id, faulty, fileId }: ImportRun) {
    return faulty > 0 && fileId !== null ? faultyRowsPath(id) : null;
  }
}
