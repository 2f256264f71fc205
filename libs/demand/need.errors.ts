import { type Problem, wrongState } from '#libs/common';
import { type NeedInvitationState } from './need-invitation.entity.js';
import { type NeedStatus } from './need.entity.js';

const STATUSES: Readonly<Record<NeedStatus, string>> = { draft: '草稿', open: '征集中', closed: '已关闭' };
const INVITATION_STATES: Readonly<Record<NeedInvitationState, string>> = {
  pending: '待答复',
  accepted: '已接受',
  declined: '已谢绝',
  revoked: '已撤回',
};

export const needWrongState = (status: NeedStatus): Problem =>
  wrongState(
    'NEED_STATE',
    { zh: `需求当前为“${STATUSES[status]}”，不允许此操作`, en: 'The need is {status}; this is not possible' },
    { status },
  );

export const deadlinePassed = (): Problem =>
  wrongState('DEADLINE_PASSED', {
    zh: '截止时间已过，不能发布',
    en: 'The deadline has passed; it cannot be published',
  });

/** The code is the one of products, for the same thing. */
export const needVersionConflict = (version: number): Problem =>
  wrongState(
    'VERSION_CONFLICT',
    {
      zh: '需求已被修改，当前版本为 {version}，请重新读取后再改',
      en: 'The need has changed and is at version {version} now: read it again',
    },
    { version },
  );

export const alreadyInvited = (): Problem =>
  wrongState('ALREADY_INVITED', {
    zh: '已按另一保密条款邀请该企业，请先撤回原邀请',
    en: 'This supplier is invited under other terms already: revoke that invitation first',
  });

export const invitationWrongState = (state: NeedInvitationState): Problem =>
  wrongState(
    'NEED_INVITATION_STATE',
    {
      zh: `邀请当前为“${INVITATION_STATES[state]}”，不允许此操作`,
      en: 'The invitation is {state}; this is not possible',
    },
    { state },
  );

/** Problem codes of this library, for the GraphQL enum. */
export const NEED_CODES = [
  'NEED_STATE',
  'DEADLINE_PASSED',
  'VERSION_CONFLICT',
  'IDEMPOTENCY_KEY_REUSED',
  'ALREADY_INVITED',
  'NEED_INVITATION_STATE',
] as const;
