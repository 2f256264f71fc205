import { Field, ObjectType } from '@nestjs/graphql';
import { DateTime } from '../graphql/date-time.scalar.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { OrganisationKindEnum, RoleEnum } from './enums.js';
import { resultUnion } from './problem.type.js';

@ObjectType('Organisation', { description: 'An enterprise or operator on the platform.' })
export class OrganisationType {
  @Field(() => UUID, { description: 'Id.' })
  id: string;
  @Field(() => OrganisationKindEnum, { description: 'What it is.' })
  kind: string;
  @Field(() => String, { description: 'Its registered name.' })
  name: string;
}

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
  @Field(() => OrganisationType, { nullable: true, description: 'The organisation acted for.' })
  organisation?: OrganisationType | null;
}

@ObjectType('Session', { description: 'A sign-in.' })
export class SessionType {
  @Field(() => String, { description: 'Send it as `Authorization: Bearer …`.' })
  accessToken: string;
  @Field(() => DateTime, { description: 'When it ends.' })
  expiresAt: Date;
}

export const SignInResult = resultUnion('SignInResult', SessionType, ['denied']);
