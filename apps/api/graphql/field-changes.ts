import { type FieldChange } from '#libs/common';

const jsonOf = (value: unknown) => (value == null ? null : JSON.stringify(value));

/** Changes with their values as JSON, whatever type they are of. */
export const toFieldChanges = (changes: readonly FieldChange[]) =>
  changes.map(({ path, before, after }) => ({ path, before: jsonOf(before), after: jsonOf(after) }));
