import { Field, InputType, ObjectType } from '@nestjs/graphql';
import { type AnswerKind, type RefusalReason } from '#libs/matching';
import { DateTime } from '../graphql/date-time.scalar.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { BoundsType } from './bounds.type.js';
import { connectionOf } from './connection.type.js';
import { AnswerKindEnum, RefusalReasonEnum, SideEnum, VerdictEnum } from './enums.js';
import { resultUnion } from './problem.type.js';

@ObjectType('OpportunityAnswer', {
  description:
    'What a supplier answered to an opportunity. Never changed; a change of mind is a further one.',
})
export class OpportunityAnswerType {
  @Field(() => UUID, { description: 'Id.' })
  id: string;
  @Field(() => AnswerKindEnum, { description: 'Interested, a question, not for us.' })
  answer: string;
  @Field(() => RefusalReasonEnum, {
    nullable: true,
    description: 'Why it is not for the supplier; null else.',
  })
  reasonCode: string | null;
  @Field(() => String, { nullable: true, description: 'More words.' })
  reason: string | null;
  @Field(() => DateTime, { description: 'When.' })
  createdAt: Date;
}

@ObjectType('Reply', { description: 'A reply to a question.' })
export class ReplyType {
  @Field(() => UUID, { description: 'Id.' })
  id: string;
  @Field(() => SideEnum, { description: 'Who replied.' })
  side: string;
  @Field(() => String, { description: 'What was replied.' })
  text: string;
  @Field(() => DateTime, { description: 'When.' })
  createdAt: Date;
}

@ObjectType('Question', { description: 'A question of one side of a match to the other, with its replies.' })
export class QuestionType {
  @Field(() => UUID, { description: 'Id.' })
  id: string;
  @Field(() => UUID, { description: 'The need.' })
  needId: string;
  @Field(() => UUID, { description: 'The product.' })
  productId: string;
  @Field(() => UUID, { nullable: true, description: 'The clause that it is about, if it is about one.' })
  clauseId: string | null;
  @Field(() => SideEnum, { description: 'Who asks.' })
  side: string;
  @Field(() => String, { description: 'What is asked.' })
  text: string;
  @Field(() => DateTime, { description: 'When.' })
  createdAt: Date;
  @Field(() => Boolean, { description: 'The side that was asked has replied.' })
  answered: boolean;
  @Field(() => [ReplyType], { description: 'Replies of both sides, oldest first.' })
  replies: ReplyType[];
}

@ObjectType('QuestionConnection', { description: 'A page of questions, newest first.' })
export class QuestionConnection extends connectionOf(QuestionType, 'Question') {}

@ObjectType('SuggestedQuestion', { description: 'A question that may be put to the supplier.' })
export class SuggestedQuestionType {
  @Field(() => UUID, { description: 'The clause that it is about.' })
  clauseId: string;
  @Field(() => String, { description: 'The question, in the language of the caller.' })
  text: string;
}

@ObjectType('Gap', { description: 'What keeps a product from meeting a clause.' })
export class GapType {
  @Field(() => UUID, { description: 'The clause.' })
  clauseId: string;
  @Field(() => String, { description: 'The words of the clause.' })
  clauseText: string;
  @Field(() => Boolean, { description: 'Whether the clause is hard.' })
  hard: boolean;
  @Field(() => VerdictEnum, { description: 'Unmet or unknown.' })
  verdict: string;
  @Field(() => BoundsType, { nullable: true, description: 'What is required, in base units.' })
  required: BoundsType | null;
  @Field(() => BoundsType, { nullable: true, description: 'What the product states, in base units.' })
  stated: BoundsType | null;
  @Field(() => String, {
    nullable: true,
    description: 'By how much the product misses, in the unit of `required`; null without a measure.',
  })
  missing: string | null;
  @Field(() => String, {
    description: 'What to add to the product or to change, in the language of the caller.',
  })
  hint: string;
}

@ObjectType('ContactPerson', { description: 'A person to speak to.' })
export class ContactPersonType {
  @Field(() => String, { description: 'Name.' })
  name: string;
  @Field(() => String, { nullable: true, description: 'Phone number.' })
  phone: string | null;
  @Field(() => String, { nullable: true, description: 'E-mail address.' })
  email: string | null;
  @Field(() => DateTime, { description: 'When it was offered.' })
  createdAt: Date;
}

@ObjectType('ContactOpening', { description: 'That both sides agreed to show each other their contacts.' })
export class ContactOpeningType {
  @Field(() => UUID, { description: 'Id.' })
  id: string;
  @Field(() => SideEnum, { description: 'The side that agreed second and so opened it.' })
  side: string;
  @Field(() => DateTime, { description: 'When.' })
  createdAt: Date;
}

@ObjectType('Contact', { description: 'How a match stands with contacts, seen from your side.' })
export class ContactType {
  @Field(() => UUID, { description: 'The need.' })
  needId: string;
  @Field(() => UUID, { description: 'The product.' })
  productId: string;
  @Field(() => ContactPersonType, { nullable: true, description: 'Whom you offer.' })
  mine: ContactPersonType | null;
  @Field(() => ContactPersonType, {
    nullable: true,
    description: 'Whom the other side offers; null until both agree.',
  })
  theirs: ContactPersonType | null;
  @Field(() => Boolean, { description: 'Whether the other side has offered somebody; not whom.' })
  offeredByOtherSide: boolean;
  @Field(() => ContactOpeningType, {
    nullable: true,
    description: 'Who opened it and when; null until both agree.',
  })
  opening: ContactOpeningType | null;
}

@ObjectType('ContactConnection', { description: 'A page of opened contacts, newest first.' })
export class ContactConnection extends connectionOf(ContactType, 'Contact') {}

@InputType({ description: 'An answer to an opportunity.' })
export class AnswerOpportunityInput {
  @Field(() => UUID, { description: 'The opportunity.' })
  matchId: string;
  @Field(() => AnswerKindEnum, { description: 'The answer.' })
  answer: AnswerKind;
  @Field(() => RefusalReasonEnum, {
    nullable: true,
    description: 'NOT_FOR_US needs it, the others take none.',
  })
  reasonCode?: RefusalReason | null;
  @Field(() => String, {
    nullable: true,
    description: 'More words, at most 1,000 characters; the code OTHER needs them.',
  })
  reason?: string | null;
}

@InputType({ description: 'A question to the other side of a match.' })
export class AskInput {
  @Field(() => UUID, { description: 'The match.' })
  matchId: string;
  @Field(() => UUID, { nullable: true, description: 'The clause that it is about.' })
  clauseId?: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'At most 2,000 characters. A buyer who leaves it out, with a clause, sends the suggested question.',
  })
  text?: string | null;
}

@InputType({ description: 'A contact person; a phone number or an e-mail address is needed.' })
export class ContactInput {
  @Field(() => UUID, { description: 'The match.' })
  matchId: string;
  @Field(() => String, { description: 'Name, at most 100 characters.' })
  name: string;
  @Field(() => String, { nullable: true, description: 'Phone number.' })
  phone?: string | null;
  @Field(() => String, { nullable: true, description: 'E-mail address.' })
  email?: string | null;
}

export const AnswerOpportunityResult = resultUnion('AnswerOpportunityResult', OpportunityAnswerType, [
  'invalid_input',
  'not_found',
  'wrong_state',
  'denied',
]);
export const QuestionResult = resultUnion('QuestionResult', QuestionType, [
  'invalid_input',
  'not_found',
  'wrong_state',
  'denied',
]);
export const ContactResult = resultUnion('ContactResult', ContactType, [
  'invalid_input',
  'not_found',
  'wrong_state',
]);
