import { Field, InputType, Int, ObjectType } from '@nestjs/graphql';
import { DateTime } from '../graphql/date-time.scalar.js';
import { type Disclosure, type NeedKind } from '#libs/demand';
import { UUID } from '../graphql/uuid.scalar.js';
import { ClauseConditionInput, ClauseConditionUnion } from './condition.type.js';
import { connectionOf } from './connection.type.js';
import { DisclosureEnum, NeedKindEnum, NeedStatusEnum } from './enums.js';
import { OrganisationType } from './organisation.type.js';
import { InputWarning, resultUnion } from './problem.type.js';

@ObjectType('Clause', { description: 'One condition of a need.' })
export class ClauseType {
  @Field(() => UUID, { description: 'Id.' })
  id: string;
  @Field(() => Int, { description: 'Place in the need, from 0.' })
  position: number;
  @Field(() => Boolean, { description: 'Hard: decides whether a product fits. Soft: only ranks.' })
  hard: boolean;
  @Field(() => DisclosureEnum, { description: 'Who sees it.' })
  disclosure: string;
  @Field(() => String, { description: 'The words of the need.' })
  text: string;
  @Field(() => ClauseConditionUnion, { description: 'What it asks for.' })
  condition: typeof ClauseConditionUnion;
}

@ObjectType('Need', { description: 'What an SOE looks for.' })
export class NeedType {
  @Field(() => UUID, { description: 'Id.' })
  id: string;
  @Field(() => NeedKindEnum, { description: 'Procurement, scenario or challenge.' })
  kind: string;
  @Field(() => String, { description: 'Title.' })
  title: string;
  @Field(() => String, { description: 'Public text.' })
  body: string;
  @Field(() => NeedStatusEnum, { description: 'Draft, open or closed.' })
  status: string;
  @Field(() => Int, { description: 'Rises with each change.' })
  version: number;
  @Field(() => DateTime, { nullable: true, description: 'Closes by itself after it.' })
  deadline: Date | null;
  @Field(() => OrganisationType, { nullable: true, description: 'The buyer.' })
  organisation?: OrganisationType | null;
  @Field(() => [ClauseType], { description: 'Conditions that you may see, in their order.' })
  clauses?: ClauseType[];
  @Field(() => [InputWarning], {
    description: 'Codes in the conditions that you may see which are in no table now.',
  })
  warnings?: InputWarning[];
  @Field(() => DateTime, { nullable: true, description: 'When it was opened.' })
  publishedAt: Date | null;
}

@ObjectType('NeedConnection', { description: 'A page of needs.' })
export class NeedConnection extends connectionOf(NeedType, 'Need') {}

@InputType({ description: 'One condition of a need.' })
export class ClauseInput {
  @Field(() => Boolean, { description: 'Hard: decides whether a product fits. Soft: only ranks.' })
  hard: boolean;
  @Field(() => DisclosureEnum, { description: 'Who sees it.', defaultValue: 'public' })
  disclosure: Disclosure;
  @Field(() => String, { description: 'The words of the need.' })
  text: string;
  @Field(() => ClauseConditionInput, { description: 'What it asks for.' })
  condition: ClauseConditionInput;
}

@InputType({ description: 'A need to write as a draft.' })
export class CreateNeedInput {
  @Field(() => NeedKindEnum, { description: 'Procurement, scenario or challenge.' })
  kind: NeedKind;
  @Field(() => String, { description: 'Title.' })
  title: string;
  @Field(() => String, { description: 'Public text.', defaultValue: '' })
  body: string;
  @Field(() => DateTime, { nullable: true, description: 'Closes by itself after it.' })
  deadline?: Date | null;
  @Field(() => [ClauseInput], { description: 'Conditions.', defaultValue: [] })
  clauses: ClauseInput[];
}

export const CreateNeedResult = resultUnion('CreateNeedResult', NeedType, ['invalid_input']);
export const ChangeNeedResult = resultUnion('ChangeNeedResult', NeedType, ['not_found', 'wrong_state']);
