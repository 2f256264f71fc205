import { createHash, randomBytes } from 'node:crypto';

/** Of a token from outside: ours have 43 characters, and nothing longer is worth hashing. */
const MAX_LENGTH = 200;

/** A new opaque secret of 256 random bits, and what is stored of it. */
export function newSecretToken(): { token: string; hash: string } {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: hashSecretToken(token) };
}

/** SHA-256 in hex. Plain hashing is enough for 256 random bits: there is nothing to guess. */
export function hashSecretToken(token: string): string {
  return createHash('sha256').update(token.slice(0, MAX_LENGTH)).digest('hex');
}
