import { type Problem, wrongState } from '#libs/common';
import { type NeedStatus } from './need.entity.js';

export const needWrongState = (status: NeedStatus): Problem =>
  wrongState(
    'NEED_STATE',
    { zh: '需求当前状态（{status}）不允许此操作', en: 'The need is {status}; this is not possible' },
    { status },
  );

export const deadlinePassed = (): Problem =>
  wrongState('DEADLINE_PASSED', {
    zh: '截止时间已过，不能发布',
    en: 'The deadline has passed; it cannot be published',
  });

/** Problem codes of this library, for the GraphQL enum. */
export const NEED_CODES = ['NEED_STATE', 'DEADLINE_PASSED'] as const;
