import { Injectable } from '@nestjs/common';
import { invalidInput, type Result } from '#libs/common';
import { type TenantScope, type Transaction, UnitOfWork } from '#libs/database';
import { type SearchKind } from '#libs/messaging';
import { PAIR_MARK, QUANTITY_MARK } from './segment.js';
import { normalizeText } from './text-map.js';
import { tsqueryLiteral } from './tsvector.js';

/** A word or title that begins as asked, with the number of documents that have it. */
export interface Suggestion {
  readonly text: string;
  readonly documents: number;
}

export interface SuggestionRequest {
  readonly kind: SearchKind;
  /** In any script or width. */
  readonly text: string;
  readonly limit: number;
}

const MAX_SUGGESTIONS = 20;
const BAD_LIMIT = {
  path: 'limit',
  code: 'OUT_OF_RANGE',
  text: { zh: 'limit 必须在 1 到 {max} 之间', en: 'limit must be between 1 and {max}' },
  params: { max: MAX_SUGGESTIONS },
};
/** Titles that are looked at for one prefix. */
const MAX_TITLES = 2_000;
const MAX_PREFIX = 60;

/** What a search box offers while somebody types. */
@Injectable()
export class SearchTerms {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * Words and titles of live documents that begin with the text, most frequent first.
   * @returns at most `limit`, or `INVALID_INPUT` when that is not 1 … 20
   */
  async suggest(scope: TenantScope, { kind, text, limit }: SuggestionRequest): Promise<Result<Suggestion[]>> {
    if (limit < 1 || limit > MAX_SUGGESTIONS) return invalidInput([BAD_LIMIT]);
    const prefix = normalizeText(text.trim()).slice(0, MAX_PREFIX);
    if (prefix === '') return [];
    const pattern = `${prefix.replace(/[\\%_]/g, '\\$&')}%`;
    const [words, titles] = await this.unitOfWork.read(scope, async (tx) => [
      await liveWords(tx, kind, pattern, limit),
      await titlesLike(tx, kind, pattern, limit),
    ]);
    const best = new Map<string, Suggestion>();
    for (const one of [...titles, ...words]) {
      const key = normalizeText(one.text);
      const known = best.get(key);
      best.set(key, {
        text: known?.text ?? one.text,
        documents: Math.max(one.documents, known?.documents ?? 0),
      });
    }
    return [...best.values()]
      .sort((a, b) => b.documents - a.documents || (a.text < b.text ? -1 : 1))
      .slice(0, limit);
  }

  /** Counts the words of names and other heavy fields anew, and writes what differs. */
  async rebuild(tx: Transaction): Promise<void> {
    for (const kind of ['product', 'need'] satisfies SearchKind[]) {
      await tx.query(
        `WITH fresh AS (
           SELECT word, ndoc FROM ts_stat('SELECT terms FROM search_document WHERE kind = ''${kind}''', 'ab')
            WHERE length(word) > 1 AND left(word, 1) NOT IN ('${PAIR_MARK}', '${QUANTITY_MARK}')),
         gone AS (DELETE FROM search_term t WHERE kind = '${kind}' AND NOT EXISTS (SELECT 1 FROM fresh WHERE word = t.term))
         INSERT INTO search_term AS t (kind, term, documents) SELECT '${kind}', word, ndoc FROM fresh
         ON CONFLICT (kind, term) DO UPDATE SET documents = excluded.documents WHERE t.documents <> excluded.documents`,
      );
    }
  }
}

/** The counts are as old as the last rebuild; a word whose last document is gone since is left out. */
async function liveWords(
  tx: Transaction,
  kind: SearchKind,
  pattern: string,
  limit: number,
): Promise<Suggestion[]> {
  const words = await tx.query<Suggestion>(
    'SELECT term AS text, documents FROM search_term WHERE kind = $1 AND term LIKE $2 ORDER BY documents DESC, term LIMIT $3',
    [kind, pattern, limit],
  );
  const live = await tx.query<{ place: number }>(
    `SELECT place::int FROM unnest($2::tsquery[]) WITH ORDINALITY AS asked (query, place)
      WHERE EXISTS (SELECT 1 FROM search_document WHERE kind = $1 AND terms @@ asked.query)`,
    [kind, words.map((word) => tsqueryLiteral([word.text], '&'))],
  );
  return live.map(({ place }) => words[place - 1]).filter((word) => word !== undefined);
}

function titlesLike(
  tx: Transaction,
  kind: SearchKind,
  pattern: string,
  limit: number,
): Promise<Suggestion[]> {
  return tx.query(
    `SELECT min(title) AS text, count(*)::int AS documents FROM (
       SELECT title, title_key FROM search_document WHERE kind = $1 AND title_key LIKE $2
        ORDER BY title_key, id LIMIT ${MAX_TITLES}) AS found
      GROUP BY title_key ORDER BY documents DESC, title_key LIMIT $3`,
    [kind, pattern, limit],
  );
}
