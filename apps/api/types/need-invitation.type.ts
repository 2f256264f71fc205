import { Field, InputType, ObjectType } from '@nestjs/graphql';
import { DateTime } from '../graphql/date-time.scalar.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { connectionOf } from './connection.type.js';
import { NeedInvitationStateEnum } from './enums.js';
import { NeedType } from './need.type.js';
import { OrganisationType } from './organisation.type.js';
import { resultUnion } from './problem.type.js';

@ObjectType('NeedInvitation', {
  description: 'A supplier’s way to the invited part of a need: it opens when the terms are accepted.',
})
export class NeedInvitationType {
  @Field(() => UUID, { description: 'Id.' })
  id: string;
  @Field(() => NeedInvitationStateEnum, { description: 'Where it stands.' })
  state?: string;
  @Field(() => String, { description: 'The confidentiality terms (NDA).' })
  terms: string;
  @Field(() => NeedType, { nullable: true, description: 'The need; null once you may not see it.' })
  need?: NeedType | null;
  @Field(() => OrganisationType, { nullable: true, description: 'The buyer.' })
  buyer?: OrganisationType | null;
  @Field(() => OrganisationType, { nullable: true, description: 'The supplier.' })
  supplier?: OrganisationType | null;
  @Field(() => DateTime, { description: 'When it was sent.' })
  createdAt: Date;
  @Field(() => DateTime, { nullable: true, description: 'When the terms were accepted.' })
  acceptedAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was declined.' })
  declinedAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When the buyer took it back.' })
  revokedAt: Date | null;
}

@ObjectType('NeedInvitationConnection', { description: 'A page of invitations.' })
export class NeedInvitationConnection extends connectionOf(NeedInvitationType, 'NeedInvitation') {}

@InputType({ description: 'Whom to invite to the invited part of a need.' })
export class InviteToNeedInput {
  @Field(() => UUID, { description: 'The need; it must be open.' })
  needId: string;
  @Field(() => UUID, { description: 'The supplier, an SME.' })
  supplierOrganisationId: string;
  @Field(() => String, { description: 'The confidentiality terms that it is to accept.' })
  terms: string;
}

export const InviteToNeedResult = resultUnion('InviteToNeedResult', NeedInvitationType, [
  'invalid_input',
  'not_found',
  'wrong_state',
]);
export const NeedInvitationResult = resultUnion('NeedInvitationResult', NeedInvitationType, [
  'not_found',
  'wrong_state',
]);
