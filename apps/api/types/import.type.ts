import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { type CsvEncoding, type LocalizedText, type MessageParams } from '#libs/common';
import { type ImportKind } from '#libs/intake';
import { UUID } from '../graphql/uuid.scalar.js';
import { DateTime } from '../graphql/date-time.scalar.js';
import { connectionOf } from './connection.type.js';
import { FaultSeverityEnum, ImportEncodingEnum, ImportKindEnum, ImportStatusEnum } from './enums.js';
import { localized, resultUnion } from './problem.type.js';

@InputType({ description: 'Which uploaded file to import, and how.' })
export class StartImportInput {
  @Field(() => UUID, { description: 'Id that the upload answered.' })
  uploadId: string;
  @Field(() => ImportKindEnum, { description: 'What the file holds.' })
  kind: ImportKind;
  @Field(() => String, {
    nullable: true,
    description: 'Name of the source whose keys the file uses; needed for organisations.',
  })
  source?: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Publish products whose row does not say; they stay as they are when left out.',
  })
  publish?: boolean | null;
  @Field(() => ImportEncodingEnum, { nullable: true, description: 'AUTO when left out.' })
  encoding?: CsvEncoding | null;
}

@ObjectType({ description: 'Why an import failed.' })
export class ImportError {
  @Field(() => String, { description: 'Machine-readable kind, such as `MISSING_COLUMNS`.' })
  code: string;
  @Field(() => String, {
    description: 'What is wrong with the file, in the language of the caller.',
    middleware: [localized],
  })
  message: string;
}

@ObjectType('ImportRun', { description: 'One import: how far it is and what came of it.' })
export class ImportRunType {
  @Field(() => ID, { description: 'Its id.' })
  id: string;
  @Field(() => ImportKindEnum, { description: 'What the file holds.' })
  kind: string;
  @Field(() => ImportStatusEnum, { description: 'Where it stands.' })
  status: string;
  @Field(() => Boolean, { description: 'Somebody has cancelled it; it ends after the batch at hand.' })
  cancelRequested: boolean;
  @Field(() => String, { description: 'Name of the file.' })
  fileName: string;
  @Field(() => Int, { description: 'Rows read so far: added, changed, unchanged and faulty ones.' })
  rows: number;
  @Field(() => Int, { description: 'Rows that made something new.' })
  added: number;
  @Field(() => Int, { description: 'Rows that changed something.' })
  changed: number;
  @Field(() => Int, { description: 'Rows that say what was there already.' })
  unchanged: number;
  @Field(() => Int, { description: 'Rows that were set aside.' })
  faulty: number;
  @Field(() => Int, { description: 'Warnings on rows that went in.' })
  warnings: number;
  @Field(() => Int, { description: 'Size of the file.' })
  bytesTotal: number;
  @Field(() => Int, { description: 'Bytes read so far.' })
  bytesDone: number;
  @Field(() => DateTime, { description: 'When it was asked for.' })
  createdAt: Date;
  @Field(() => DateTime, { nullable: true, description: 'When its first row was read.' })
  startedAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it ended.' })
  finishedAt: Date | null;
  @Field(() => UUID, {
    nullable: true,
    description: 'The batch of its news; null before its first row. Open it with `batch`.',
  })
  batchId: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'Path under which GET answers its faulty rows as CSV, with what is wrong, to be mended and imported again; null when there are ' +
      'none, or its file is cleared away.',
  })
  faultyRowsPath?: string | null;
  @Field(() => ImportError, { nullable: true, description: 'Why it failed; null for all others.' })
  error: ImportError | null;
}

@ObjectType('ImportFault', { description: 'Something wrong with a row of an imported file.' })
export class ImportFaultType {
  @Field(() => ID, { description: 'Number of it.' })
  id: string;
  @Field(() => Int, { description: 'Row as a spreadsheet counts: the heading is 1.' })
  row: number;
  @Field(() => FaultSeverityEnum, { description: 'Whether the row was set aside.' })
  severity: string;
  @Field(() => String, { description: 'Name of the column; empty for the whole row.' })
  column: string;
  @Field(() => String, { description: 'Machine-readable kind, such as `BAD_UNIT`.' })
  code: string;
  @Field(() => String, {
    description: 'What is wrong, in the language of the caller.',
    middleware: [localized],
  })
  message: string;
  text: LocalizedText;
  params: MessageParams;
}

@ObjectType('ImportRunConnection', { description: 'A page of imports, newest first.' })
export class ImportRunConnection extends connectionOf(ImportRunType, 'ImportRun') {}
@ObjectType('ImportFaultConnection', { description: 'A page of faults, by row.' })
export class ImportFaultConnection extends connectionOf(ImportFaultType, 'ImportFault') {}

export const StartImportResult = resultUnion('StartImportResult', ImportRunType, [
  'invalid_input',
  'not_found',
  'wrong_state',
]);
export const CancelImportResult = resultUnion('CancelImportResult', ImportRunType, [
  'not_found',
  'wrong_state',
]);
