import { v7, validate } from 'uuid';

/** A new UUIDv7: ordered by time, so it serves as a keyset cursor and keeps B-tree inserts local (RFC 9562). */
export function newId(): string {
  return v7();
}

/** True for any well-formed UUID. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && validate(value);
}
