import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import {
  acceptedUnits,
  convertValue,
  findParameter,
  pageParameters,
  type ParameterDefinition,
  type ParsedParameter,
  parseText,
} from '#libs/parameters';
import { unwrap } from '../graphql/errors.js';
import { Permit } from '../graphql/permit.js';
import { PageArgs, toKeyedConnection } from '../types/connection.type.js';
import {
  ParameterConnection,
  ParameterType,
  ParsedParameterType,
  ParsedTextType,
  QuantityType,
} from '../types/parameter.type.js';

const text = (name: string, description: string) => Args(name, { type: () => String, description });
const optionalText = (name: string, description: string) =>
  Args(name, { type: () => String, nullable: true, description });

/** The dictionary of technical parameters: part of the program, the same for everybody. */
@Resolver(() => ParameterType)
export class ParameterResolver {
  @Permit('public')
  @Query(() => ParameterConnection, { description: 'The dictionary of technical parameters, by code.' })
  parameters(
    @optionalText('text', 'Part of a code, name or alias; left out for all.') part: string | null = null,
    @Args() page: PageArgs,
  ) {
    return toKeyedConnection(unwrap(pageParameters(part, page)), ({ code }) => code);
  }

  @Permit('signed_in')
  @Query(() => ParsedTextType, {
    description: 'Reads a specification text: what a form can be filled with.',
  })
  parseParameters(@text('text', 'The text, at most 10,000 characters.') given: string) {
    return { parameters: unwrap(parseText(given)) };
  }

  @Permit('public')
  @Query(() => QuantityType, { description: 'A value of a parameter in another unit, exactly.' })
  convertValue(
    @text('parameter', 'Code, name or alias of the parameter.') parameter: string,
    @text('value', 'A decimal number.') value: string,
    @text('unit', 'Unit of the value; empty for none.') unit: string,
    @optionalText('to', 'Unit wanted; left out for the base unit.') to: string | null = null,
  ) {
    return unwrap(convertValue(parameter, value, unit, to));
  }

  @ResolveField(() => [String])
  units(@Parent() parameter: ParameterDefinition) {
    return acceptedUnits(parameter);
  }
}

@Resolver(() => ParsedParameterType)
export class ParsedParameterResolver {
  @ResolveField(() => ParameterType, { nullable: true })
  parameter(@Parent() { code }: ParsedParameter) {
    return code === null ? null : findParameter(code);
  }
}
