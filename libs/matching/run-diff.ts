import { type LocalizedText } from '#libs/common';
import { type ClauseVerdict, type MatchClass } from './evaluate/index.js';
import { diffKept, type Ranked } from './kept-set.js';
import {
  type ChangeBasis,
  type ChangedPair,
  type ClauseChange,
  type MatchDiff,
  type MatchRun,
  type RemovalReason,
} from './match-run.entity.js';

/** A kept pair with what its verdicts rest on. */
export interface Grounded extends Ranked {
  readonly verdicts: readonly Pick<ClauseVerdict, 'clauseId' | 'verdict'>[];
  readonly productVersion: number;
  readonly needVersion: number;
  readonly rulesVersion: string;
  readonly statsNumber: number;
}

export interface DiffInput {
  readonly before: readonly Grounded[];
  /** The kept set after the run, by product. */
  readonly after: readonly Ranked[];
  /** What the run judged, kept or not, by product. */
  readonly judged: ReadonlyMap<string, Grounded>;
  /** Products that the run had to look at and found not published. */
  readonly withdrawn: ReadonlySet<string>;
  /** Products that the run had to look at and found to have nothing to do with the need. */
  readonly unrelated: ReadonlySet<string>;
}

/** What changed between two kept sets, and why. Pure. */
export function explainedDiff({ before, after, judged, withdrawn, unrelated }: DiffInput): MatchDiff {
  const plain = diffKept(before, after);
  const old = new Map(before.map((pair) => [pair.productId, pair]));
  const stays = new Set(after.map((pair) => pair.productId));
  const grounds = (productId: string): Pick<ChangedPair, 'basis' | 'clauses'> => {
    const [was, is] = [old.get(productId), judged.get(productId)];
    if (was === undefined || is === undefined) return {};
    return { basis: basisOf(was, is), clauses: clauseChanges(was.verdicts, is.verdicts) };
  };
  const why = (productId: string): RemovalReason =>
    withdrawn.has(productId) ? 'withdrawn' : unrelated.has(productId) ? 'unrelated' : 'displaced';
  const moved = new Set(plain.changed.map((pair) => pair.productId));
  const restated = [...judged.values()]
    .filter((pair) => stays.has(pair.productId) && old.has(pair.productId) && !moved.has(pair.productId))
    .map((pair) => ({
      productId: pair.productId,
      from: pair.class,
      to: pair.class,
      ...grounds(pair.productId),
    }))
    .filter((pair) => pair.clauses !== undefined && pair.clauses.length > 0);
  return {
    added: plain.added,
    removed: plain.removed.map((pair) => ({ ...pair, why: why(pair.productId) })),
    changed: plain.changed.map((pair) => ({ ...pair, ...grounds(pair.productId) })),
    ...(restated.length > 0 && { restated }),
  };
}

function basisOf(was: Grounded, is: Grounded): ChangeBasis {
  return {
    ...(was.productVersion !== is.productVersion && {
      product: [was.productVersion, is.productVersion] as const,
    }),
    ...(was.needVersion !== is.needVersion && { need: [was.needVersion, is.needVersion] as const }),
    ...(was.rulesVersion !== is.rulesVersion && { rules: [was.rulesVersion, is.rulesVersion] as const }),
    ...(was.statsNumber !== is.statsNumber && { stats: [was.statsNumber, is.statsNumber] as const }),
  };
}

function clauseChanges(was: Grounded['verdicts'], is: Grounded['verdicts']): ClauseChange[] {
  const old = new Map(was.map((one) => [one.clauseId, one.verdict]));
  const now = new Map(is.map((one) => [one.clauseId, one.verdict]));
  return [...new Set([...now.keys(), ...old.keys()])]
    .map((id): ClauseChange => [id, old.get(id) ?? null, now.get(id) ?? null])
    .filter(([, before, after]) => before !== after);
}

export const CHANGE_KINDS = ['added', 'removed', 'class_changed', 'verdicts_changed'] as const;

/** One changed pair of a run, as it is shown. */
export interface MatchChange {
  readonly needId: string;
  readonly productId: string;
  readonly kind: (typeof CHANGE_KINDS)[number];
  /** Null for a new pair. */
  readonly from: MatchClass | null;
  /** Null for one that left. */
  readonly to: MatchClass | null;
  readonly why: LocalizedText;
  readonly clauses: readonly ClauseChange[];
}

const REMOVED: Readonly<Record<RemovalReason, LocalizedText>> = {
  withdrawn: { zh: '产品已下架', en: 'the product was withdrawn' },
  unrelated: { zh: '产品与需求不再相关', en: 'the product has nothing to do with the need any more' },
  displaced: { zh: '被更合适的产品替代', en: 'better candidates took its place' },
};

/** Every change of a run, in the order: new, changed in class, changed in verdicts, left. Texts are made on reading. */
export function changesOf(run: Pick<MatchRun, 'needId' | 'diff' | 'cause'>): MatchChange[] {
  const { needId, diff } = run;
  const stayed =
    (kind: 'class_changed' | 'verdicts_changed') =>
    ({ productId, from, to, basis, clauses }: ChangedPair): MatchChange => ({
      ...{ needId, productId, kind, from, to },
      why: basisText(basis ?? {}),
      clauses: clauses ?? [],
    });
  return [
    ...diff.added.map(({ productId, class: to }) => ({
      ...{ needId, productId, kind: 'added' as const, from: null, to },
      why: addedText(run.cause),
      clauses: [],
    })),
    ...diff.changed.map(stayed('class_changed')),
    ...(diff.restated ?? []).map(stayed('verdicts_changed')),
    ...diff.removed.map(({ productId, class: from, why }) => ({
      ...{ needId, productId, kind: 'removed' as const, from, to: null },
      why: REMOVED[why ?? 'displaced'],
      clauses: [],
    })),
  ];
}

function addedText(cause: string): LocalizedText {
  if (cause === 'product.published') return { zh: '产品新发布', en: 'the product was published' };
  if (cause === 'product.updated') return { zh: '产品信息有更新', en: 'the product was changed' };
  if (cause === 'match.refill') return { zh: '候选名额空出后补入', en: 'it moved up into a free place' };
  return { zh: '本次匹配新找到', en: 'this matching found it' };
}

function basisText({ product, need, rules, stats }: ChangeBasis): LocalizedText {
  const parts: LocalizedText[] = [];
  if (product !== undefined) parts.push(versions('产品版本', 'product version', product));
  if (need !== undefined) parts.push(versions('需求版本', 'need version', need));
  if (rules !== undefined) parts.push(versions('规则', 'rules', rules));
  if (parts.length === 0 && stats !== undefined)
    parts.push(versions('统计快照', 'statistics snapshot', stats));
  if (parts.length === 0)
    parts.push({
      zh: '判断日期不同（如证书或目录的有效期）',
      en: 'judged on another day (certificates and listings have their periods)',
    });
  return { zh: parts.map((part) => part.zh).join('，'), en: parts.map((part) => part.en).join(', ') };
}

const versions = (
  zh: string,
  en: string,
  [from, to]: readonly [number | string, number | string],
): LocalizedText => ({ zh: `${zh} ${from} → ${to}`, en: `${en} ${from} → ${to}` });
