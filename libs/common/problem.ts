import { type LocalizedText, type MessageParams } from './errors.js';

/** One fault of an input, at a path such as `clauses.0.unit`. */
export interface InputIssue {
  readonly path: string;
  readonly code: string;
  readonly text: LocalizedText;
  readonly params?: MessageParams;
}

/**
 * An expected failure, as a value: services return it beside their success type and GraphQL shows it as a member
 * of the mutation's result union. `kind` decides the GraphQL type, `code` the case.
 */
export class Problem {
  constructor(
    readonly kind: 'invalid_input' | 'unconfirmed' | 'not_found' | 'wrong_state' | 'denied',
    readonly code: string,
    readonly text: LocalizedText,
    readonly params: MessageParams = {},
    readonly issues: readonly InputIssue[] = [],
  ) {}
}

export type Result<T> = T | Problem;

/** Narrows a {@link Result}. */
export function isProblem(value: unknown): value is Problem {
  return value instanceof Problem;
}

/** The caller's input has faults; nothing was written. */
export function invalidInput(issues: readonly InputIssue[]): Problem {
  return new Problem(
    'invalid_input',
    'INVALID_INPUT',
    { zh: '输入有 {count} 处错误', en: '{count} fault(s) in the input' },
    { count: issues.length },
    issues,
  );
}

/**
 * Nothing with this id that the caller may see. A foreign id and a missing id answer alike, so that ids cannot be probed.
 */
export function notFound(id: string): Problem {
  return new Problem('not_found', 'NOT_FOUND', { zh: '未找到：{id}', en: 'Not found: {id}' }, { id });
}

/** The thing exists but its state does not allow the verb. */
export function wrongState(code: string, text: LocalizedText, params: MessageParams = {}): Problem {
  return new Problem('wrong_state', code, text, params);
}
