import { type Product, type ProductSearchPage } from '#libs/supply';
import { type Connection } from '../types/connection.type.js';

/** A page of hits as a Relay connection. Cursors are the index's, so a hit that may not be shown leaves no trace. */
export function toSearchConnection({
  products,
  hits,
}: ProductSearchPage): Connection<Product> & { estimatedTotal: number; mode: string } {
  const cursors = new Map(hits.ids.map((id, index) => [id, hits.cursors[index] ?? '']));
  return {
    edges: products.map((node) => ({ cursor: cursors.get(node.id) ?? '', node })),
    pageInfo: { hasNextPage: hits.hasNext, endCursor: hits.cursors.at(-1) ?? null },
    estimatedTotal: hits.estimatedTotal,
    mode: hits.mode,
  };
}
