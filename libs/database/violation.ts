import { QueryFailedError } from 'typeorm';

/** True when a statement failed on this unique constraint. Its transaction is lost: ask outside of it. */
export function violates(error: unknown, constraint: string): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const { code, constraint: found } = error.driverError as { code?: string; constraint?: string };
  return code === '23505' && found === constraint;
}
