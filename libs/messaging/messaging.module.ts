import { Global, Module } from '@nestjs/common';
import { Outbox } from './outbox.js';

/** What every process may do: write work into the outbox. */
@Global()
@Module({ providers: [Outbox], exports: [Outbox] })
export class MessagingModule {}
