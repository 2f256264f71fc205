import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { type OrgScope } from '#libs/identity';
import { ContactService, QuestionService } from '#libs/matching';
import { Scope } from '../graphql/context.js';
import { unwrap } from '../graphql/errors.js';
import { idempotencyKeyArg } from '../graphql/idempotency-key.js';
import { Permit } from '../graphql/permit.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { PageArgs, toConnection } from '../types/connection.type.js';
import {
  AskInput,
  ContactConnection,
  ContactInput,
  ContactResult,
  QuestionConnection,
  QuestionResult,
} from '../types/dialogue.type.js';
import { QuestionArgs } from '../types/match-search.type.js';

/** What both sides of a match do alike. */
@Resolver()
export class DialogueResolver {
  constructor(
    private readonly questionService: QuestionService,
    private readonly contactService: ContactService,
  ) {}

  @Permit('dialogue.read')
  @Query(() => QuestionConnection, {
    description: 'Questions on matches of yours, asked by either side, newest first.',
  })
  async questions(@Scope() scope: OrgScope, @Args() { first, after, ...filter }: QuestionArgs) {
    return toConnection(unwrap(await this.questionService.list(scope, filter, { first, after })));
  }

  @Permit('dialogue.read')
  @Query(() => ContactConnection, { description: 'Contacts that both sides have opened, newest first.' })
  async contacts(@Scope() scope: OrgScope, @Args() page: PageArgs) {
    return toConnection(unwrap(await this.contactService.listOpened(scope, page)));
  }

  @Permit('dialogue.write')
  @Mutation(() => QuestionResult, { description: 'Asks the other side of a match; it is told.' })
  askAboutMatch(
    @Scope() scope: OrgScope,
    @Args('input', { type: () => AskInput, description: 'The question.' }) input: AskInput,
    @Args('idempotencyKey', idempotencyKeyArg('asks once')) idempotencyKey?: string | null,
  ) {
    return this.questionService.ask(scope, input, idempotencyKey ?? null);
  }

  @Permit('dialogue.write')
  @Mutation(() => QuestionResult, { description: 'Replies to a question; the other side is told.' })
  replyToQuestion(
    @Scope() scope: OrgScope,
    @Args('questionId', { type: () => UUID, description: 'The question.' }) questionId: string,
    @Args('text', { type: () => String, description: 'The reply, at most 2,000 characters.' }) text: string,
    @Args('idempotencyKey', idempotencyKeyArg('replies once')) idempotencyKey?: string | null,
  ) {
    return this.questionService.reply(scope, questionId, text, idempotencyKey ?? null);
  }

  @Permit('dialogue.write')
  @Mutation(() => ContactResult, {
    description:
      'Offers a contact person, in place of an earlier one: a buyer after its decision CONTACT, a supplier after its answer ' +
      'INTERESTED. Both are shown once both have offered.',
  })
  offerContact(
    @Scope() scope: OrgScope,
    @Args('input', { type: () => ContactInput, description: 'Whom to contact.' })
    { matchId, ...person }: ContactInput,
  ) {
    return this.contactService.offer(scope, matchId, person);
  }

  @Permit('dialogue.write')
  @Mutation(() => ContactResult, {
    description: 'Takes your offer of a contact back, before the other side agrees.',
  })
  withdrawContact(
    @Scope() scope: OrgScope,
    @Args('matchId', { type: () => UUID, description: 'The match.' }) matchId: string,
  ) {
    return this.contactService.withdraw(scope, matchId);
  }
}
