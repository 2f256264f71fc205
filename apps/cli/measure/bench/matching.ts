import { systemClock, type SourceRow } from '#libs/common';
import { type VersionedId } from '#libs/messaging';
import { firstOfEach, mapped, NOTICE_SOURCE, noticeNeed, operatorOf } from '../mapping.js';
import { readMatching } from '../real-report.js';
import { type Stage } from '../throw-away.js';
import { latency } from './clock.js';
import { type MatchingFigures, type ReverseFigures } from './types.js';

/** Imports needs with their buyers, and waits until each has been matched. @returns how many needs are open then */
export async function openNeeds({ bench }: Stage, notices: () => AsyncIterable<SourceRow>): Promise<number> {
  await bench.load({
    ...{ kind: 'organisations', name: '采购方 / buyers', source: NOTICE_SOURCE },
    rows: firstOfEach(notices(), operatorOf),
  });
  const now = systemClock.now();
  await bench.load({
    ...{ kind: 'needs', name: '需求 / needs', source: NOTICE_SOURCE },
    rows: mapped(notices(), (notice) => noticeNeed(notice, now)),
  });
  await bench.settle('匹配 / matching');
  return countOpen(bench);
}

/** Imports needs and has each matched against all products; those that are open already are left out of the figures. */
export async function measureMatching(
  stage: Stage,
  notices: () => AsyncIterable<SourceRow>,
): Promise<MatchingFigures> {
  const { bench } = stage;
  await bench.rebuildStats();
  const since = systemClock.now();
  await openNeeds(stage, notices);
  const { matched, needsPerSecond, runP50, runP95 } = await readMatching(bench, since);
  const [row] = await bench.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM product WHERE status = 'published'`,
  );
  return { products: row?.count ?? 0, needs: matched, needsPerSecond, runP50, runP95 };
}

async function countOpen(bench: Stage['bench']): Promise<number> {
  const [row] = await bench.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM need WHERE status = 'open'`,
  );
  return row?.count ?? 0;
}

/** Checks products that are there against the open needs: many in one job, and one after another. */
export async function measureReverse(
  { bench }: Stage,
  effort: { readonly together: number; readonly alone: number },
): Promise<ReverseFigures> {
  // Every so many-th, so that they are of many suppliers and the same in every run.
  const products = await bench.query<VersionedId>(
    `SELECT id, version FROM (SELECT id, version, row_number() OVER (ORDER BY organisation_id, sku) AS place, count(*) OVER () AS total
        FROM product WHERE status = 'published') AS p
      WHERE place % greatest(1, total / $1) = 0 ORDER BY place LIMIT $1`,
    [effort.together + effort.alone],
  );
  const needs = await countOpen(bench);
  // Warms the table of open needs.
  await bench.matchProducts(products.slice(0, 1));
  const many = products.slice(0, effort.together);
  const seconds = await bench.matchProducts(many);
  const alone: number[] = [];
  for (const product of products.slice(effort.together))
    alone.push((await bench.matchProducts([product])) * 1_000);
  return {
    ...{ openNeeds: needs, products: many.length },
    perProduct: (seconds * 1_000) / Math.max(1, many.length),
    alone: latency(alone),
  };
}
