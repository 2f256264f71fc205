import { hash, verify } from '@node-rs/argon2';
import { type InputIssue } from '#libs/common';

/** NIST SP 800-63B: length counts, composition does not. The upper limit keeps hashing from being a burden. */
export const PASSWORD_MIN = 10;
const PASSWORD_MAX = 200;

/** The same characters from every keyboard (SP 800-63B, 5.1.1.2). */
const normalised = (password: string) => password.normalize('NFKC');

/** Faults of a wanted password at `path`; none when it is long enough. Characters are counted, not code units. */
export function passwordIssues(password: string, path: string): InputIssue[] {
  const length = [...normalised(password)].length;
  if (length >= PASSWORD_MIN && length <= PASSWORD_MAX) return [];
  return [
    {
      path,
      code: 'PASSWORD_LENGTH',
      text: {
        zh: '密码须为 {min} 到 {max} 个字符，不限字符种类',
        en: 'A password has {min} to {max} characters, of any kind',
      },
      params: { min: PASSWORD_MIN, max: PASSWORD_MAX },
    },
  ];
}

/** argon2id with the parameters of the library (19 MiB, 2 passes: OWASP's). */
export function hashPassword(password: string): Promise<string> {
  return hash(normalised(password));
}

/** True when the password is the one of the hash. */
export function isPassword(passwordHash: string, password: string): Promise<boolean> {
  return verify(passwordHash, normalised(password));
}
