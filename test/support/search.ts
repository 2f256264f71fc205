import { isProblem, type Result } from '#libs/common';
import { type TenantScope } from '#libs/database';
import { type SearchHits, type SearchIndex, type SearchRequest } from '#libs/search';

/** Hits alone: of documents that stand for no row. */
export async function searchHits(
  index: SearchIndex,
  scope: TenantScope,
  request: SearchRequest,
): Promise<Result<SearchHits>> {
  const found = await index.search(scope, request, () => Promise.resolve([]));
  return isProblem(found) ? found : found.hits;
}
