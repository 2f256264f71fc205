import { Field, InputType, Int, ObjectType } from '@nestjs/graphql';
import { DateTime } from '../graphql/date-time.scalar.js';
import {
  type EnterpriseSize,
  type IdentifierScheme,
  type OrganisationKind,
  type Owner,
  type QualityTier,
  type Trade,
} from '#libs/identity';
import { Fen } from '../graphql/fen.scalar.js';
import { UUID } from '../graphql/uuid.scalar.js';
import { connectionOf } from './connection.type.js';
import {
  EnterpriseSizeEnum,
  IdentifierSchemeEnum,
  OrganisationKindEnum,
  OrganisationStatusEnum,
  OwnerEnum,
  QualityTierEnum,
  TradeEnum,
} from './enums.js';
import { resultUnion } from './problem.type.js';

@ObjectType('OrganisationIdentifier', { description: 'A number under which an organisation is known.' })
export class OrganisationIdentifierType {
  @Field(() => UUID, { description: 'Id.' })
  id: string;
  @Field(() => IdentifierSchemeEnum, { description: 'Which kind of number.' })
  scheme: string;
  @Field(() => String, { description: 'The number, in capitals without blanks.' })
  value: string;
  @Field(() => Boolean, { description: 'Its check characters do not add up and a person confirmed it.' })
  confirmed: boolean;
}

@ObjectType('OrganisationCertificate', { description: 'A quality title of an enterprise, as awarded.' })
export class OrganisationCertificateType {
  @Field(() => UUID, { description: 'Id.' })
  id: string;
  @Field(() => QualityTierEnum, { description: 'Place on the quality ladder.' })
  tier: string;
  @Field(() => String, { description: 'Who awards it, in the words of the document, such as 国家级.' })
  level: string;
  @Field(() => String, { nullable: true, description: 'Number of the certificate.' })
  number: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Where it can be checked: a list, a notice, an address.',
  })
  evidence: string | null;
  @Field(() => String, { description: 'First day, YYYY-MM-DD.' })
  issuedOn: string;
  @Field(() => String, { nullable: true, description: 'Last day, YYYY-MM-DD; null when not stated.' })
  expiresOn: string | null;
}

@ObjectType('SizeFacts', { description: 'The numbers that an enterprise’s size is computed from.' })
export class SizeFactsType {
  @Field(() => TradeEnum, { nullable: true, description: 'Trade of the size standard.' })
  trade: string | null;
  @Field(() => Int, { nullable: true, description: 'People employed.' })
  employees: number | null;
  @Field(() => Fen, { nullable: true, description: 'Revenue of the last full year.' })
  annualRevenueFen: number | null;
  @Field(() => Fen, { nullable: true, description: 'Total assets at the end of the last full year.' })
  totalAssetsFen: number | null;
}

@ObjectType('Organisation', { description: 'An enterprise or operator on the platform.' })
export class OrganisationType {
  @Field(() => UUID, { description: 'Id.' })
  id: string;
  @Field(() => OrganisationKindEnum, { description: 'What it is.' })
  kind: string;
  @Field(() => String, { description: 'Its registered name.' })
  name: string;
  @Field(() => OrganisationStatusEnum, { description: 'Whether operators of the platform have checked it.' })
  status: string;
  @Field(() => OwnerEnum, { nullable: true, description: 'Who owns it; of buyers.' })
  owner: string | null;
  @Field(() => OrganisationType, { nullable: true, description: 'The group that it belongs to.' })
  parent?: OrganisationType | null;
  @Field(() => String, { nullable: true, description: 'Region, six digits of GB/T 2260.' })
  regionCode: string | null;
  @Field(() => EnterpriseSizeEnum, {
    nullable: true,
    description: 'Size by 工信部联企业〔2011〕300号; null while a number it needs is not given.',
  })
  size?: EnterpriseSize | null;
  @Field(() => SizeFactsType, {
    nullable: true,
    description: 'The numbers behind the size; null but for its own people, operators and auditors.',
  })
  sizeFacts?: SizeFactsType | null;
  @Field(() => String, {
    nullable: true,
    description: 'Why it is suspended; null but for operators and auditors.',
  })
  statusReason?: string | null;
  @Field(() => [OrganisationIdentifierType], {
    description: 'Its numbers that you may see: of others only the credit code (统一社会信用代码).',
  })
  identifiers?: OrganisationIdentifierType[];
  @Field(() => [OrganisationCertificateType], { description: 'Its quality titles, oldest first.' })
  certificates?: OrganisationCertificateType[];
  @Field(() => DateTime, { nullable: true, description: 'When it was checked first.' })
  verifiedAt: Date | null;
}

@ObjectType('OrganisationConnection', { description: 'A page of organisations.' })
export class OrganisationConnection extends connectionOf(OrganisationType, 'Organisation') {}

@InputType({ description: 'An organisation to register.' })
export class RegisterOrganisationInput {
  @Field(() => OrganisationKindEnum, { description: 'What it is.' })
  kind: OrganisationKind;
  @Field(() => String, { description: 'Its registered name.' })
  name: string;
  @Field(() => OwnerEnum, { nullable: true, description: 'Who owns it; for buyers only.' })
  owner?: Owner | null;
  @Field(() => UUID, { nullable: true, description: 'The group that it belongs to; for buyers only.' })
  parentId?: string | null;
  @Field(() => String, { nullable: true, description: 'Region, six digits of GB/T 2260.' })
  regionCode?: string | null;
  @Field(() => String, { nullable: true, description: 'Credit code (统一社会信用代码), if known.' })
  creditCode?: string | null;
  @Field(() => Boolean, {
    description: 'The credit code is right though it does not check.',
    defaultValue: false,
  })
  confirm: boolean;
}

@InputType({ description: 'A change of the profile. What is left out stays, null takes away.' })
export class OrganisationProfileInput {
  @Field(() => String, { nullable: true, description: 'Region, six digits of GB/T 2260.' })
  regionCode?: string | null;
  @Field(() => TradeEnum, { nullable: true, description: 'Trade of the size standard.' })
  trade?: Trade | null;
  @Field(() => Int, { nullable: true, description: 'People employed.' })
  employees?: number | null;
  @Field(() => Fen, { nullable: true, description: 'Revenue of the last full year.' })
  annualRevenueFen?: number | null;
  @Field(() => Fen, { nullable: true, description: 'Total assets at the end of the last full year.' })
  totalAssetsFen?: number | null;
}

@InputType({ description: 'A number to register.' })
export class AddIdentifierInput {
  @Field(() => IdentifierSchemeEnum, { description: 'Which kind of number.' })
  scheme: IdentifierScheme;
  @Field(() => String, { description: 'The number.' })
  value: string;
  @Field(() => Boolean, { description: 'It is right though it does not check.', defaultValue: false })
  confirm: boolean;
}

@InputType({ description: 'A quality title to keep.' })
export class AddCertificateInput {
  @Field(() => QualityTierEnum, { description: 'Place on the quality ladder.' })
  tier: QualityTier;
  @Field(() => String, { description: 'Who awards it, in the words of the document, such as 国家级.' })
  level: string;
  @Field(() => String, { nullable: true, description: 'Number of the certificate.' })
  number?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Where it can be checked: a list, a notice, an address.',
  })
  evidence?: string | null;
  @Field(() => String, { description: 'First day, YYYY-MM-DD.' })
  issuedOn: string;
  @Field(() => String, { nullable: true, description: 'Last day, YYYY-MM-DD.' })
  expiresOn?: string | null;
}

export const RegisterOrganisationResult = resultUnion('RegisterOrganisationResult', OrganisationType, [
  'invalid_input',
  'unconfirmed',
  'wrong_state',
]);
export const ChangeOrganisationResult = resultUnion('ChangeOrganisationResult', OrganisationType, [
  'invalid_input',
  'not_found',
  'wrong_state',
]);
export const UpdateProfileResult = resultUnion('UpdateProfileResult', OrganisationType, ['invalid_input']);
export const AddIdentifierResult = resultUnion('AddIdentifierResult', OrganisationIdentifierType, [
  'invalid_input',
  'unconfirmed',
  'wrong_state',
]);
export const AddCertificateResult = resultUnion('AddCertificateResult', OrganisationCertificateType, [
  'invalid_input',
]);
export const RemoveCertificateResult = resultUnion('RemoveCertificateResult', OrganisationCertificateType, [
  'not_found',
]);
