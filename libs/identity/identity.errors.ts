import { AppError, Problem } from '#libs/common';

/** One answer for an unknown address and a wrong password, so that addresses cannot be probed. */
export const badCredentials = () =>
  new Problem('denied', 'BAD_CREDENTIALS', { zh: '邮箱或密码不正确', en: 'E-mail or password is wrong' });

export const notSignedIn = () => new AppError('NOT_SIGNED_IN', { zh: '请先登录', en: 'Sign in first' });

export const tokenInvalid = () =>
  new AppError('TOKEN_INVALID', {
    zh: '登录已失效，请重新登录',
    en: 'The sign-in is no longer valid; sign in again',
  });

export const forbidden = () =>
  new AppError('FORBIDDEN', { zh: '您没有此操作的权限', en: 'You may not do this' });

/** Problem codes of this library, for the GraphQL enum. */
export const IDENTITY_CODES = ['BAD_CREDENTIALS'] as const;
