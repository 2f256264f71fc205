import { type LocalizedText } from '#libs/common';
import { QUALITY_TIER_NAMES } from '#libs/identity';
import { codeName, FIRST_UNIT_KIND_NAMES, type ReferenceTables, valueName } from '#libs/reference';
import { type DecisionState } from './decision.entity.js';
import { type MatchClass } from './evaluate/index.js';
import { type AnswerState } from './match-search.filter.js';
import { type Dimension } from './match-search.sql.js';

const CLASSES: Readonly<Record<MatchClass, LocalizedText>> = {
  match: { zh: '符合', en: 'match' },
  to_confirm: { zh: '待确认', en: 'to confirm' },
  near_miss: { zh: '接近', en: 'near miss' },
};

const STATES: Readonly<Record<DecisionState, LocalizedText>> = {
  undecided: { zh: '未处理', en: 'undecided' },
  shortlisted: { zh: '已入备选清单', en: 'shortlisted' },
  contacted: { zh: '拟联系', en: 'contacted' },
  declined: { zh: '不予采用', en: 'declined' },
};

const ANSWERS: Readonly<Record<AnswerState, LocalizedText>> = {
  interested: { zh: '有意向', en: 'interested' },
  question: { zh: '有疑问', en: 'has a question' },
  not_for_us: { zh: '不适合', en: 'not for them' },
  none: { zh: '未答复', en: 'no answer' },
};

/** Facets whose values have a name each; verdicts are named by their clause. */
export type NamedDimension = Exclude<Dimension, 'verdict'>;

/** The name of a facet's value in both languages; the value itself where nothing has it. */
export function matchFacetName(facet: NamedDimension, value: string, tables: ReferenceTables): LocalizedText {
  switch (facet) {
    case 'region':
    case 'chain':
      return codeName(tables, facet, value);
    case 'class':
      return valueName(CLASSES, value);
    case 'tier':
      return valueName(QUALITY_TIER_NAMES, value);
    case 'firstUnit':
      return valueName(FIRST_UNIT_KIND_NAMES, value);
    case 'state':
      return valueName(STATES, value);
    case 'answer':
      return valueName(ANSWERS, value);
  }
}
