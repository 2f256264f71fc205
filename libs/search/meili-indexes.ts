import { Injectable } from '@nestjs/common';
import { ANONYMOUS_SCOPE, UnitOfWork } from '#libs/database';
import { type SearchKind } from '#libs/messaging';
import { settingsVersion } from './meili-settings.js';

/** How long what was read counts, in milliseconds: a swap or a wipe is seen so late by other processes. */
const KEEP_MS = 1_000;

/** Which index of Meilisearch is complete and may answer, as PostgreSQL has it. */
@Injectable()
export class MeiliIndexes {
  readonly #known = new Map<SearchKind, { readonly uid: string | null; readonly until: number }>();

  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** The uid of the live index of a kind; null while there is none that is complete and of the present settings. */
  async live(kind: SearchKind): Promise<string | null> {
    const known = this.#known.get(kind);
    const now = Date.now();
    if (known !== undefined && now < known.until) return known.uid;
    const rows = await this.unitOfWork.read(ANONYMOUS_SCOPE, (tx) =>
      tx.query<{ uid: string }>('SELECT uid FROM meili_index WHERE kind = $1 AND settings = $2 AND is_live', [
        kind,
        settingsVersion(kind),
      ]),
    );
    const uid = rows[0]?.uid ?? null;
    this.#known.set(kind, { uid, until: now + KEEP_MS });
    return uid;
  }
}
