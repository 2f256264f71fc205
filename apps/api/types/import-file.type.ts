import { Field, Int, ObjectType } from '@nestjs/graphql';
import { DateTime } from '../graphql/date-time.scalar.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { connectionOf } from './connection.type.js';
import { resultUnion } from './problem.type.js';

@ObjectType('ImportFile', { description: 'An uploaded file.' })
export class ImportFileType {
  @Field(() => UUID, { description: 'Its id: the `uploadId` of `startImport`.' })
  id: string;
  @Field(() => String, { description: 'Its name.' })
  name: string;
  @Field(() => Int, { description: 'Its size in bytes.' })
  bytes: number;
  @Field(() => DateTime, { description: 'When its upload began.' })
  createdAt: Date;
  @Field(() => Boolean, {
    description: 'No import was started of it: it counts among the files that may wait.',
  })
  waiting: boolean;
}

@ObjectType('ImportFileConnection', { description: 'A page of uploaded files, newest first.' })
export class ImportFileConnection extends connectionOf(ImportFileType, 'ImportFile') {}

export const DiscardImportFileResult = resultUnion('DiscardImportFileResult', ImportFileType, [
  'not_found',
  'wrong_state',
]);
