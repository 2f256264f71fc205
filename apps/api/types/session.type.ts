import { Field, ObjectType } from '@nestjs/graphql';
import { DateTime } from '../graphql/date-time.scalar.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { RoleEnum } from './enums.js';
import { OrganisationType } from './organisation.type.js';
import { resultUnion } from './problem.type.js';

@ObjectType('Viewer', { description: 'Who is signed in.' })
export class ViewerType {
  @Field(() => UUID, { description: 'Id of the user.' })
  id: string;
  @Field(() => String, { description: 'Name of the user.' })
  name: string;
  @Field(() => String, { description: 'Sign-in address.' })
  email: string;
  @Field(() => RoleEnum, { description: 'Role in the organisation.' })
  role: string;
  @Field(() => [String], { description: 'Codes of the chains that a chain lead or liaison works for.' })
  chains: readonly string[];
  @Field(() => [String], { description: 'Codes of the regions that a chain lead or liaison works for.' })
  regions: readonly string[];
  @Field(() => OrganisationType, { nullable: true, description: 'The organisation acted for.' })
  organisation?: OrganisationType | null;
}

@ObjectType('Session', { description: 'A sign-in.' })
export class SessionType {
  @Field(() => String, { description: 'Send it as `Authorization: Bearer …`.' })
  accessToken: string;
  @Field(() => DateTime, { description: 'When the access token ends.' })
  expiresAt: Date;
  @Field(() => String, { description: 'For `refreshSession`, once; that answers with the next one.' })
  refreshToken: string;
  @Field(() => DateTime, { description: 'When the refresh token ends.' })
  refreshExpiresAt: Date;
}

export const SignInResult = resultUnion('SignInResult', SessionType, ['denied']);
export const AcceptInvitationResult = resultUnion('AcceptInvitationResult', SessionType, [
  'invalid_input',
  'wrong_state',
  'denied',
]);
