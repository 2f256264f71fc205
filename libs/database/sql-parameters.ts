/** Collects the parameters of a statement that is put together: each value gets the next `$n`. */
export class SqlParameters {
  readonly values: unknown[] = [];

  /** @returns the place of the value, such as `$3` */
  readonly add = (value: unknown): string => `$${this.values.push(value)}`;
}
