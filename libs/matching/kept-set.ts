import { compareRank, type MatchClass } from './evaluate/index.js';
import { type MatchDiff } from './match-run.entity.js';

/** What choosing and comparing need of a pair. */
export interface Ranked {
  readonly productId: string;
  readonly class: MatchClass;
  readonly score: number;
}

export interface KeepLimits {
  /** Of `match` and `to_confirm` together. */
  readonly keep: number;
  readonly keepNearMisses: number;
}

/** The best of each class, in rank order (design, section 5: "What is kept"). */
export function chooseKept<T extends Ranked>(pairs: readonly T[], limits: KeepLimits): T[] {
  const ranked = [...pairs].sort(compareRank);
  return [
    ...ranked.filter((pair) => pair.class !== 'near_miss').slice(0, limits.keep),
    ...ranked.filter((pair) => pair.class === 'near_miss').slice(0, limits.keepNearMisses),
  ];
}

/** What changed between two kept sets. */
export function diffKept(before: readonly Ranked[], after: readonly Ranked[]): MatchDiff {
  const old = new Map(before.map((pair) => [pair.productId, pair.class]));
  const now = new Map(after.map((pair) => [pair.productId, pair.class]));
  const changed: { productId: string; from: MatchClass; to: MatchClass }[] = [];
  for (const [productId, to] of now) {
    const from = old.get(productId);
    if (from !== undefined && from !== to) changed.push({ productId, from, to });
  }
  return {
    added: after
      .filter((pair) => !old.has(pair.productId))
      .map(({ productId, class: c }) => ({ productId, class: c })),
    removed: before
      .filter((pair) => !now.has(pair.productId))
      .map(({ productId, class: c }) => ({ productId, class: c })),
    changed,
  };
}

/** True when the buyer has something new to look at: a candidate appeared or rose in class. Losses alone are not news. */
export function hasNews(diff: MatchDiff): boolean {
  return (
    diff.added.some((pair) => pair.class !== 'near_miss') ||
    diff.changed.some((pair) => rose(pair.from, pair.to))
  );
}

const RANK: Readonly<Record<MatchClass, number>> = { near_miss: 0, to_confirm: 1, match: 2 };

/** True when a pair's class became better. */
export function rose(from: MatchClass, to: MatchClass): boolean {
  return RANK[to] > RANK[from];
}
