import { type ZodError } from 'zod';
import { type InputIssue } from './problem.js';

/** The faults that a zod schema found, as issues with paths. */
export function zodIssues(error: ZodError): InputIssue[] {
  return error.issues.map((issue) => ({
    path: issue.path.join('.'),
    code: 'BAD_VALUE',
    text: { zh: '取值不符合要求：{detail}', en: 'The value does not fit: {detail}' },
    params: { detail: issue.message },
  }));
}

/** Decimal numbers travel as text: quantities never pass through binary floats. */
export const DECIMAL_TEXT = /^-?\d{1,20}(\.\d{1,15})?$/;
