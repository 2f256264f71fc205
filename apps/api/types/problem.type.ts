import {
  createUnionType,
  Field,
  type FieldMiddleware,
  InterfaceType,
  ObjectType,
  registerEnumType,
} from '@nestjs/graphql';
import { type LocalizedText, type MessageParams, Problem, renderText } from '#libs/common';
import { NEED_CODES } from '#libs/demand';
import { IDENTITY_CODES } from '#libs/identity';
import { IMPORT_CODES } from '#libs/intake';
import { DIALOGUE_CODES, RUN_CODES } from '#libs/matching';
import { NOTIFICATION_CODES } from '#libs/notification';
import { PRODUCT_CODES } from '#libs/supply';
import { type GraphqlContext } from '../graphql/context.js';

const CODES = [
  'INVALID_INPUT',
  'NOT_FOUND',
  ...IDENTITY_CODES,
  ...PRODUCT_CODES,
  ...NEED_CODES,
  ...IMPORT_CODES,
  ...RUN_CODES,
  ...DIALOGUE_CODES,
  ...NOTIFICATION_CODES,
] as const;
export const ProblemCode = Object.fromEntries(CODES.map((code) => [code, code]));
registerEnumType(ProblemCode, { name: 'ProblemCode', description: 'Why an expected failure happened.' });

/** Renders the text of a problem or finding in the caller's language. */
export const localized: FieldMiddleware<{ text: LocalizedText; params?: MessageParams }, GraphqlContext> = ({
  source,
  context,
}) => Promise.resolve(renderText(source.text, context.locale, source.params));

@ObjectType({ description: 'One fault of an input.' })
export class InputIssue {
  @Field(() => String, { description: 'Place of the fault, such as `clauses.0.condition.unit`.' })
  path: string;
  @Field(() => String, { description: 'Machine-readable kind of the fault.' })
  code: string;
  @Field(() => String, {
    description: 'What is wrong, in the language of the caller.',
    middleware: [localized],
  })
  message: string;
}

@ObjectType({ description: 'Something in an input that was kept, and should be looked at.' })
export class InputWarning {
  @Field(() => String, { description: 'Place of it, such as `chainNodes.0`.' })
  path: string;
  @Field(() => String, { description: 'Machine-readable kind, such as `UNKNOWN_CHAIN_NODE`.' })
  code: string;
  @Field(() => String, {
    description: 'What is the matter, in the language of the caller.',
    middleware: [localized],
  })
  message: string;
}

@InterfaceType('Problem', { description: 'An expected failure, returned as a value. Nothing was written.' })
abstract class ProblemInterface {
  @Field(() => ProblemCode, { description: 'Why it failed.' })
  code: string;
  @Field(() => String, {
    description: 'What happened, in the language of the caller.',
    middleware: [localized],
  })
  message: string;
}

@ObjectType({ implements: () => [ProblemInterface], description: 'The input has faults.' })
export class InvalidInput extends ProblemInterface {
  @Field(() => [InputIssue], { description: 'Every fault with its path.' })
  issues: InputIssue[];
}

@ObjectType({
  implements: () => [ProblemInterface],
  description: 'Something is odd. Look again, and send it with `confirm: true` when it is right.',
})
export class Unconfirmed extends ProblemInterface {
  @Field(() => [InputIssue], { description: 'What is odd, with its path.' })
  issues: InputIssue[];
}

@ObjectType({ implements: () => [ProblemInterface], description: 'Nothing with this id that you may see.' })
export class NotFound extends ProblemInterface {}

@ObjectType({
  implements: () => [ProblemInterface],
  description: 'The state of the thing does not allow this.',
})
export class WrongState extends ProblemInterface {}

@ObjectType({ implements: () => [ProblemInterface], description: 'Refused.' })
export class Denied extends ProblemInterface {}

const BY_KIND = {
  invalid_input: InvalidInput,
  unconfirmed: Unconfirmed,
  not_found: NotFound,
  wrong_state: WrongState,
  denied: Denied,
} as const;

/** The result union of a mutation: its success type or one of the problems it can end in. */
export function resultUnion<T extends object>(
  name: string,
  success: new () => T,
  kinds: readonly Problem['kind'][],
) {
  return createUnionType({
    name,
    description: `${success.name.replace(/Type$/, '')}, or why not.`,
    types: () => [success, ...kinds.map((kind) => BY_KIND[kind])] as const,
    resolveType: (value: unknown) => (value instanceof Problem ? BY_KIND[value.kind] : success),
  });
}
