import { hasPlace, hasQuantity, hasTime, measurable } from './need.completeness.js';
import { type Finding, MAX_PAYMENT_DAYS, PAYMENT_RULE } from './need.finding.js';
import { type NeedFields } from './need.input.js';
import { lintScenario } from './need.linter-scenario.js';
import { lintTexts } from './need.linter-text.js';

const TENDER_LAW = '《招标投标法》第二十四条';
/** Days from the documents to the end of tendering. */
const TENDER_DAYS = 20;
/** Fewer days leave nobody time to answer. */
const SHORT_DAYS = 3;
/** Fewer characters say next to nothing. */
const SHORT_BODY = 30;
const DAY_MS = 86_400_000;

/** What is bought is work and not a thing: it has no technical parameter to measure. */
const SERVICE =
  /(?:服务|物业|咨询|培训|设计|监理|保险|租赁|审计|维保|维护|维修|运维|检测|评估|代理|劳务|外包|宣传|策划|保洁|餐饮|食堂|施工|搬运|运输|研究|开发|研发|调研|课题|媒介|广告|出租|招租|总承包|活动|课程|系统集成|信息化)(?!器|站|车)/;

/**
 * Advice on a need, in the order of its fields.
 * @param now when it is read: a deadline may be too near
 */
export function lintNeed(fields: NeedFields, now: Date): Finding[] {
  return [...lintElements(fields), ...lintTimes(fields, now), ...lintScenario(fields), ...lintTexts(fields)];
}

function lintElements(fields: NeedFields): Finding[] {
  const findings: Finding[] = [];
  if (measurable(fields).size === 0 && !SERVICE.test(fields.title)) {
    findings.push({
      ...{ code: 'NO_MEASURABLE_PARAMETER', severity: 'warning', path: 'clauses', source: null },
      text: {
        zh: '没有可量化的技术参数，无法逐条比对；请写明数值和单位',
        en: 'There is no measurable parameter, so no product can be judged: give values with units',
      },
    });
  }
  if (fields.body.replace(/\s/g, '').length < SHORT_BODY) {
    findings.push({
      ...{ code: 'SHORT_BODY', severity: 'advice', path: 'body', source: null },
      text: {
        zh: '正文过短，请说明产品、用途和使用条件',
        en: 'The text is very short: say what it is, what for, and how it is used',
      },
    });
  }
  const missing = (code: string, path: string, zh: string, en: string): Finding => ({
    ...{ code, severity: 'advice', path, source: null },
    text: { zh: `没有写明${zh}`, en: `No ${en} is given` },
  });
  if (!hasQuantity(fields)) findings.push(missing('NO_QUANTITY', 'quantity', '数量', 'quantity'));
  if (!hasPlace(fields)) findings.push(missing('NO_PLACE', 'regionCode', '地点', 'place'));
  if (!hasTime(fields)) findings.push(missing('NO_TIME', 'deadline', '时间', 'time'));
  return findings;
}

function lintTimes({ deadline, paymentDays, procurementWay }: NeedFields, now: Date): Finding[] {
  const findings: Finding[] = [];
  const tender = procurementWay === 'tender';
  const days = tender ? TENDER_DAYS : SHORT_DAYS;
  if (deadline !== null && deadline.getTime() - now.getTime() < days * DAY_MS) {
    findings.push({
      ...{ code: 'DEADLINE_TOO_NEAR', severity: tender ? 'warning' : 'advice', path: 'deadline' },
      text: {
        zh: '距截止时间不足 {days} 天，供应商来不及响应',
        en: 'The deadline is less than {days} days away: suppliers cannot answer in time',
      },
      params: { days },
      source: tender ? TENDER_LAW : null,
    });
  }
  if (paymentDays !== null && paymentDays > MAX_PAYMENT_DAYS) {
    findings.push({
      ...{ code: 'PAYMENT_OVER_60_DAYS', severity: 'warning', path: 'paymentDays', source: PAYMENT_RULE },
      text: {
        zh: '付款期限 {days} 天，大型企业应自交付之日起 60 日内支付',
        en: 'Payment after {days} days: large enterprises pay within 60 days of delivery',
      },
      params: { days: paymentDays },
    });
  }
  return findings;
}
