import { QueryFailedError } from 'typeorm';

/** True when a statement failed on this unique constraint. Its transaction is lost: ask outside of it. */
export function violates(error: unknown, constraint: string): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const { code, constraint: found } = error.driverError as { code?: string; constraint?: string };
  return code === '23505' && found === constraint;
}

/** Deadlock, serialisation failure, and a unique key that somebody took meanwhile: the same work begun anew may succeed. */
const TRANSIENT: readonly unknown[] = ['40P01', '40001', '23505'];

/** True when a transaction failed on another one and may be tried again from its beginning. */
export function isTransient(error: unknown): boolean {
  return (
    error instanceof QueryFailedError && TRANSIENT.includes((error.driverError as { code?: string }).code)
  );
}
