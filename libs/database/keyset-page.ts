import { type ObjectLiteral, type SelectQueryBuilder } from 'typeorm';
import { type Page, type PageSpec, toPage } from '#libs/common';

/**
 * Runs a list as one keyset page: its order, the rows after the cursor, and one more to know whether others follow.
 * @param query with its conditions, without order and limit
 * @param key property that the list pages by, with its alias, such as `m.id`; unique within the list
 * @param direction `DESC` for newest first
 */
export async function keysetPage<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  { first, afterId }: PageSpec,
  key: string,
  direction: 'ASC' | 'DESC' = 'ASC',
): Promise<Page<T>> {
  query.orderBy(key, direction).limit(first + 1);
  if (afterId !== null) query.andWhere(`${key} ${direction === 'ASC' ? '>' : '<'} :afterId`, { afterId });
  return toPage(await query.getMany(), first);
}
