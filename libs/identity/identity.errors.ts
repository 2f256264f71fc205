import { AppError, type InputIssue, type LocalizedText, Problem, wrongState } from '#libs/common';
import { type OrganisationStatus } from './organisation.entity.js';

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

const SUSPENDED: LocalizedText = {
  zh: '所属组织已被平台暂停使用',
  en: 'Your organisation is suspended on the platform',
};

/** For a session that is wanted; {@link suspended} is for one that is used. */
export const organisationSuspended = () => new Problem('denied', 'ORGANISATION_SUSPENDED', SUSPENDED);
export const suspended = () => new AppError('ORGANISATION_SUSPENDED', SUSPENDED);

/** One answer for an unknown, an expired and a revoked one. */
export const refreshTokenInvalid = () =>
  new Problem('denied', 'TOKEN_INVALID', {
    zh: '登录已失效，请重新登录',
    en: 'The sign-in is no longer valid; sign in again',
  });

export const refreshTokenReused = () =>
  new Problem('denied', 'TOKEN_REUSED', {
    zh: '该刷新令牌已使用过；为安全起见，本次登录的全部令牌已失效，请重新登录',
    en: 'This refresh token was used before; to be safe, all tokens of the sign-in have ended; sign in again',
  });

/** One answer for an unknown, an expired, a revoked and an accepted one. */
export const invitationInvalid = () =>
  new Problem('denied', 'INVITATION_INVALID', {
    zh: '邀请无效、已过期或已使用',
    en: 'The invitation is unknown, has expired or was used',
  });

/** The identifier is well-formed and odd: a person must look again and say so. Nothing was written. */
export const confirmIdentifier = (issues: readonly InputIssue[]) =>
  new Problem(
    'unconfirmed',
    'CONFIRM_IDENTIFIER',
    {
      zh: '编号校验未通过，请核对证照；确认无误后以 confirm: true 重新提交',
      en: 'The identifier does not check; compare it with the licence, and send it again with confirm: true if it is right',
    },
    {},
    issues,
  );

export const identifierTaken = () =>
  wrongState('IDENTIFIER_TAKEN', {
    zh: '该编号已登记在平台的某个组织名下',
    en: 'An organisation of the platform has this identifier already',
  });

export const creditCodeNeeded = () =>
  wrongState('CREDIT_CODE_NEEDED', {
    zh: '核验企业前须先登记统一社会信用代码',
    en: 'An enterprise is verified only when its unified social credit code is registered',
  });

export const organisationWrongState = (status: OrganisationStatus) =>
  wrongState(
    'ORGANISATION_STATE',
    {
      zh: '组织当前状态（{status}）不允许此操作',
      en: 'The organisation is {status}; this is not possible',
    },
    { status },
  );

export const ownOrganisation = () =>
  wrongState('OWN_ORGANISATION', {
    zh: '不能暂停自己所在的组织',
    en: 'You cannot suspend the organisation that you act for',
  });

export const lastAdmin = () =>
  wrongState('LAST_ADMIN', {
    zh: '这是该组织最后一名管理员，不能移除或降级',
    en: 'The last admin of an organisation cannot be removed or demoted',
  });

export const alreadyMember = () =>
  wrongState('ALREADY_MEMBER', {
    zh: '此人已是该组织成员',
    en: 'This person is a member of the organisation already',
  });

export const invitationWrongState = () =>
  wrongState('INVITATION_STATE', {
    zh: '邀请已被接受，不能撤销',
    en: 'The invitation was accepted and cannot be revoked',
  });

/** Problem codes of this library, for the GraphQL enum. */
export const IDENTITY_CODES = [
  'BAD_CREDENTIALS',
  'ORGANISATION_SUSPENDED',
  'TOKEN_INVALID',
  'TOKEN_REUSED',
  'INVITATION_INVALID',
  'CONFIRM_IDENTIFIER',
  'IDENTIFIER_TAKEN',
  'CREDIT_CODE_NEEDED',
  'ORGANISATION_STATE',
  'OWN_ORGANISATION',
  'LAST_ADMIN',
  'ALREADY_MEMBER',
  'INVITATION_STATE',
] as const;
