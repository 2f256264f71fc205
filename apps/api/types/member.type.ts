import { Field, InputType, ObjectType } from '@nestjs/graphql';
import { DateTime } from '../graphql/date-time.scalar.js';
import { type Role } from '#libs/identity';
import { UUID } from '../graphql/uuid.scalar.js';
import { connectionOf } from './connection.type.js';
import { RoleEnum } from './enums.js';
import { OrganisationType } from './organisation.type.js';
import { resultUnion } from './problem.type.js';

const CHAINS = 'Codes of industrial chains; for chain leads and liaisons.';
const REGIONS = 'Codes of regions (GB/T 2260); for chain leads and liaisons.';

@ObjectType('Member', { description: 'A person in an organisation.' })
export class MemberType {
  @Field(() => UUID, { description: 'Id of the membership.' })
  id: string;
  @Field(() => String, { description: 'Name.' })
  name: string;
  @Field(() => String, { description: 'Sign-in address.' })
  email: string;
  @Field(() => RoleEnum, { description: 'Role in the organisation.' })
  role: string;
  @Field(() => [String], { description: CHAINS })
  chains: readonly string[];
  @Field(() => [String], { description: REGIONS })
  regions: readonly string[];
  @Field(() => DateTime, { description: 'Since when.' })
  createdAt: Date;
}

@ObjectType('MemberConnection', { description: 'A page of members, oldest first.' })
export class MemberConnection extends connectionOf(MemberType, 'Member') {}

@ObjectType('Invitation', { description: 'An offer to join an organisation.' })
export class InvitationType {
  @Field(() => UUID, { description: 'Id.' })
  id: string;
  @Field(() => OrganisationType, { nullable: true, description: 'The organisation.' })
  organisation?: OrganisationType | null;
  @Field(() => String, { description: 'Address that was invited.' })
  email: string;
  @Field(() => RoleEnum, { description: 'Role that waits.' })
  role: string;
  @Field(() => [String], { description: CHAINS })
  chains: readonly string[];
  @Field(() => [String], { description: REGIONS })
  regions: readonly string[];
  @Field(() => DateTime, { description: 'When it was made.' })
  createdAt: Date;
  @Field(() => DateTime, { description: 'When it ends.' })
  expiresAt: Date;
  @Field(() => DateTime, { nullable: true, description: 'When the person came.' })
  acceptedAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was taken back.' })
  revokedAt: Date | null;
}

@ObjectType('InvitationConnection', { description: 'A page of invitations, oldest first.' })
export class InvitationConnection extends connectionOf(InvitationType, 'Invitation') {}

@ObjectType('Invited', { description: 'A new invitation with its token.' })
export class InvitedType {
  @Field(() => InvitationType, { description: 'The invitation.' })
  invitation: InvitationType;
  @Field(() => String, { description: 'Hand it to the person; it is shown this once and works once.' })
  token: string;
}

@InputType({ description: 'A person to invite.' })
export class InviteMemberInput {
  @Field(() => UUID, {
    nullable: true,
    description: 'Your own organisation when left out; operators of the platform may name any.',
  })
  organisationId?: string | null;
  @Field(() => String, { description: 'Sign-in address.' })
  email: string;
  @Field(() => RoleEnum, { description: 'Role; it must fit the kind of the organisation.' })
  role: Role;
  @Field(() => [String], { description: CHAINS, defaultValue: [] })
  chains: string[];
  @Field(() => [String], { description: REGIONS, defaultValue: [] })
  regions: string[];
}

@InputType({ description: 'Another role for a member.' })
export class ChangeMemberRoleInput {
  @Field(() => UUID, { description: 'Id of the membership.' })
  id: string;
  @Field(() => RoleEnum, { description: 'Role; it must fit the kind of the organisation.' })
  role: Role;
  @Field(() => [String], { description: CHAINS, defaultValue: [] })
  chains: string[];
  @Field(() => [String], { description: REGIONS, defaultValue: [] })
  regions: string[];
}

export const InviteMemberResult = resultUnion('InviteMemberResult', InvitedType, [
  'invalid_input',
  'not_found',
  'wrong_state',
]);
export const RevokeInvitationResult = resultUnion('RevokeInvitationResult', InvitationType, [
  'not_found',
  'wrong_state',
]);
export const ChangeMemberRoleResult = resultUnion('ChangeMemberRoleResult', MemberType, [
  'invalid_input',
  'not_found',
  'wrong_state',
]);
export const RemoveMemberResult = resultUnion('RemoveMemberResult', MemberType, ['not_found', 'wrong_state']);
