import { Field, Int, ObjectType } from '@nestjs/graphql';
import { connectionOf } from './connection.type.js';
import { ParameterDirectionEnum, ParsedOperatorEnum } from './enums.js';

@ObjectType('Parameter', { description: 'A technical parameter of the dictionary.' })
export class ParameterType {
  @Field(() => String, { description: 'Code; it stays.' })
  code: string;
  @Field(() => String, { description: 'Chinese name.' })
  zh: string;
  @Field(() => String, { description: 'English name.' })
  en: string;
  @Field(() => [String], { description: 'Further names in either language that are taken for it.' })
  aliases: string[];
  @Field(() => String, { description: 'The physical quantity.' })
  dimension: string;
  @Field(() => String, { description: 'Unit that values are compared in; empty for a plain number.' })
  baseUnit: string;
  @Field(() => [String], {
    description: 'Units to choose from, the base unit first; others of the same dimension are taken as well.',
  })
  units: string[];
  @Field(() => ParameterDirectionEnum, { description: 'What a buyer calls better.' })
  better: string;
}

@ObjectType('ParsedParameter', { description: 'A parameter as it was read in a text.' })
export class ParsedParameterType {
  @Field(() => String, { description: 'Name, in the words of the text.' })
  name: string;
  @Field(() => ParameterType, { nullable: true, description: 'What it is; null for a name that is unknown.' })
  parameter: ParameterType | null;
  @Field(() => ParsedOperatorEnum, { description: 'How the value is bounded.' })
  op: string;
  @Field(() => String, { nullable: true, description: 'Low end, a decimal number; null for an open side.' })
  low: string | null;
  @Field(() => String, { nullable: true, description: 'High end, a decimal number; null for an open side.' })
  high: string | null;
  @Field(() => String, { description: 'Unit in its canonical spelling; empty for none.' })
  unit: string;
  @Field(() => String, { nullable: true, description: 'Under which condition the value holds.' })
  condition: string | null;
  @Field(() => Int, { description: 'Where it begins in the text, in UTF-16 units from 0.' })
  start: number;
  @Field(() => Int, { description: 'Where it ends, exclusive.' })
  end: number;
}

@ObjectType('ParsedText', { description: 'What was read in a specification text.' })
export class ParsedTextType {
  @Field(() => [ParsedParameterType], { description: 'Its technical parameters, in the order of the text.' })
  parameters: ParsedParameterType[];
}

@ObjectType('Quantity', { description: 'A number with its unit.' })
export class QuantityType {
  @Field(() => String, { description: 'A decimal number.' })
  value: string;
  @Field(() => String, { description: 'Unit in its canonical spelling; empty for a plain number.' })
  unit: string;
}

@ObjectType('ParameterConnection', { description: 'A page of parameters, by code.' })
export class ParameterConnection extends connectionOf(ParameterType, 'Parameter') {}
