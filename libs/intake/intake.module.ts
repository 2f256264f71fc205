import { Global, Module } from '@nestjs/common';
import { ImportFile } from './import-file.entity.js';
import { ImportFileService } from './import-file.service.js';
import { ImportJobs } from './import.jobs.js';
import { ImportRun } from './import-run.entity.js';
import { ImportService } from './import.service.js';
import { FaultyRowsService } from './faulty-rows.service.js';
import { ImportTargets } from './import.targets.js';
import { UploadService } from './upload.service.js';

/** Faults, pieces of files and keys have no entity: they are written and read set by set. */
export const INTAKE_ENTITIES = [ImportRun, ImportFile] as const;

@Global()
@Module({
  providers: [ImportTargets, ImportService, ImportJobs, UploadService, FaultyRowsService, ImportFileService],
  exports: [ImportTargets, ImportService, UploadService, FaultyRowsService, ImportFileService],
})
export class IntakeModule {}
