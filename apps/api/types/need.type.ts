import { Field, Float, Int, ObjectType } from '@nestjs/graphql';
import { type LocalizedText } from '#libs/common';
import { DateTime } from '../graphql/date-time.scalar.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { ClauseConditionUnion } from './condition.type.js';
import { connectionOf } from './connection.type.js';
import { DisclosureEnum, FindingSeverityEnum, NeedElementEnum, NeedTextEnum } from './enums.js';
import { BudgetType, NeedContentType } from './need-content.type.js';
import { OrganisationType } from './organisation.type.js';
import { InputWarning, localized, resultUnion } from './problem.type.js';
import { FieldChangeType } from './product.type.js';

@ObjectType('ClauseSpan', { description: 'Where the words of a clause stand.' })
export class ClauseSpanType {
  @Field(() => NeedTextEnum, { description: 'In which text.' })
  part: string;
  @Field(() => Int, { description: 'First UTF-16 offset.' })
  start: number;
  @Field(() => Int, { description: 'Offset after the last.' })
  end: number;
}

@ObjectType('Clause', { description: 'One condition of a need.' })
export class ClauseType {
  @Field(() => UUID, { description: 'Id; a clause that a change leaves as it is keeps it.' })
  id: string;
  @Field(() => Int, { description: 'Place in the need, from 0.' })
  position: number;
  @Field(() => Boolean, { description: 'Hard: decides whether a product fits. Soft: only ranks.' })
  hard: boolean;
  @Field(() => DisclosureEnum, { description: 'Who sees it.' })
  disclosure: string;
  @Field(() => String, { description: 'The words of the need.' })
  text: string;
  @Field(() => ClauseSpanType, { nullable: true, description: 'Where its words stand; null when not said.' })
  span: ClauseSpanType | null;
  @Field(() => ClauseConditionUnion, { description: 'What it asks for.' })
  condition: typeof ClauseConditionUnion;
}

@ObjectType('NeedFinding', {
  description: 'Something in a need that its author should look at. It blocks nothing.',
})
export class NeedFindingType {
  @Field(() => String, { description: 'Machine-readable kind, such as `NO_MEASURABLE_PARAMETER`.' })
  code: string;
  @Field(() => FindingSeverityEnum, { description: 'How serious.' })
  severity: string;
  @Field(() => String, { description: 'Place in the input, such as `clauses.0.text`.' })
  path: string;
  @Field(() => String, {
    description: 'What is the matter, in the language of the caller.',
    middleware: [localized],
  })
  message: string;
  @Field(() => String, { nullable: true, description: 'Document that the rule comes from; null for advice.' })
  source: string | null;
}

@ObjectType('NeedElementScore', { description: 'How far one element of a need is there.' })
export class NeedElementScoreType {
  @Field(() => NeedElementEnum, { description: 'Which element.' })
  element: string;
  @Field(() => Float, { description: 'Its part of the whole; all weights together are 1.' })
  weight: number;
  @Field(() => Float, { description: 'In [0, 1].' })
  share: number;
}

@ObjectType('NeedCompleteness', { description: 'How complete a need is.' })
export class NeedCompletenessType {
  @Field(() => Float, { description: 'In [0, 1]: the sum of weight × share.' })
  score: number;
  @Field(() => [NeedElementScoreType], { description: 'By element.' })
  elements: NeedElementScoreType[];
}

@ObjectType('NeedReview', { description: 'Advice on a need.' })
export class NeedReviewType {
  @Field(() => [NeedFindingType], { description: 'Findings, in the order of the fields.' })
  findings: (Omit<NeedFindingType, 'message'> & { text: LocalizedText })[];
  @Field(() => NeedCompletenessType, { description: 'How complete it is.' })
  completeness: NeedCompletenessType;
}

@ObjectType('Need', { description: 'What an SOE looks for.' })
export class NeedType extends NeedContentType {
  @Field(() => UUID, { description: 'Id.' })
  id: string;
  @Field(() => Int, { description: 'Rises with each change.' })
  version: number;
  @Field(() => String, { nullable: true, description: 'Text for members; null when there is none for you.' })
  membersPart?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Text for invited suppliers; null when there is none for you.',
  })
  invitedPart?: string | null;
  @Field(() => BudgetType, { nullable: true, description: 'Budget; null when there is none for you.' })
  budget?: BudgetType | null;
  @Field(() => OrganisationType, { nullable: true, description: 'The buyer.' })
  organisation?: OrganisationType | null;
  @Field(() => [ClauseType], { description: 'Conditions that you may see, in their order.' })
  clauses?: ClauseType[];
  @Field(() => [InputWarning], {
    description: 'Codes of it, and in the conditions that you may see, which are in no table now.',
  })
  warnings?: InputWarning[];
  @Field(() => [NeedFindingType], {
    nullable: true,
    description: 'Advice on it, for its owner’s group; null for others.',
  })
  findings?: NeedFindingType[] | null;
  @Field(() => NeedCompletenessType, {
    nullable: true,
    description: 'How complete it is, for its owner’s group; null for others.',
  })
  completeness?: NeedCompletenessType | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was opened.' })
  publishedAt: Date | null;
}

@ObjectType('NeedConnection', { description: 'A page of needs.' })
export class NeedConnection extends connectionOf(NeedType, 'Need') {}

@ObjectType('NeedVersion', { description: 'A need as it was after one change, all its parts included.' })
export class NeedVersionType extends NeedContentType {
  @Field(() => UUID, { description: 'Id of the need.' })
  needId: string;
  @Field(() => Int, { description: 'Number of the version.' })
  version: number;
  @Field(() => String, { description: 'Text for members.' })
  membersPart: string;
  @Field(() => String, { description: 'Text for invited suppliers.' })
  invitedPart: string;
  @Field(() => BudgetType, { nullable: true, description: 'Budget.' })
  budget: BudgetType | null;
  @Field(() => String, { nullable: true, description: 'Why it was withdrawn, if it was said.' })
  closeReason: string | null;
  @Field(() => [ClauseType], { description: 'Conditions, in their order.' })
  clauses: ClauseType[];
  @Field(() => DateTime, { description: 'When the change was made.' })
  changedAt: Date;
  @Field(() => UUID, {
    nullable: true,
    description:
      'Id of the user who made it; null for the deadline, and for a state from before versions were kept.',
  })
  changedBy: string | null;
}

@ObjectType('NeedVersionConnection', { description: 'A page of versions, newest first.' })
export class NeedVersionConnection extends connectionOf(NeedVersionType, 'NeedVersion') {}

@ObjectType('NeedDiff', { description: 'What differs between two versions of a need.' })
export class NeedDiffType {
  @Field(() => UUID, { description: 'Id of the need.' })
  needId: string;
  @Field(() => Int, { description: 'Number of the version before.' })
  from: number;
  @Field(() => Int, { description: 'Number of the version after.' })
  to: number;
  @Field(() => [FieldChangeType], { description: 'The differences; clauses are named by their words.' })
  changes: FieldChangeType[];
}

export const CreateNeedResult = resultUnion('CreateNeedResult', NeedType, ['invalid_input', 'wrong_state']);
export const UpdateNeedResult = resultUnion('UpdateNeedResult', NeedType, [
  'invalid_input',
  'not_found',
  'wrong_state',
]);
export const ChangeNeedResult = resultUnion('ChangeNeedResult', NeedType, ['not_found', 'wrong_state']);
export const CloseNeedResult = resultUnion('CloseNeedResult', NeedType, [
  'invalid_input',
  'not_found',
  'wrong_state',
]);
export const ReviewNeedResult = resultUnion('ReviewNeedResult', NeedReviewType, ['invalid_input']);
