import { Global, Module } from '@nestjs/common';
import { Batches } from './batches.js';
import { OperationsService } from './operations.service.js';
import { Outbox } from './outbox.js';

/** What every process may do: write work into the outbox. */
@Global()
@Module({
  providers: [Outbox, Batches, OperationsService],
  exports: [Outbox, Batches, OperationsService],
})
export class MessagingModule {}
