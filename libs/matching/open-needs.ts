import { Injectable } from '@nestjs/common';
import { type Transaction } from '#libs/database';
import { type VersionedId } from '#libs/messaging';
import { loadOpenNeeds, type OpenNeed } from './facts.js';

/** How many needs are read at once when many are new. */
const BATCH = 500;

/**
 * All open needs in memory, for reverse matching: a product is checked against every one of them without a search engine.
 * Brought up to date from the database before each use; (id, version) pairs are compared, so nothing is missed by clocks.
 */
@Injectable()
export class OpenNeeds {
  readonly #needs = new Map<string, OpenNeed>();
  readonly #byTerm = new Map<string, Set<string>>();

  /** Jobs run side by side in one process; their refreshes follow one another. */
  #last: Promise<void> = Promise.resolve();

  async refresh(tx: Transaction): Promise<void> {
    this.#last = this.#last.catch(() => undefined).then(() => this.#refresh(tx));
    await this.#last;
  }

  async #refresh(tx: Transaction): Promise<void> {
    const present = await tx.query<VersionedId>("SELECT id, version FROM need WHERE status = 'open'");
    const versions = new Map(present.map((row) => [row.id, row.version]));
    for (const [id, need] of this.#needs) if (versions.get(id) !== need.facts.version) this.#forget(need);
    const missing = present.filter((row) => !this.#needs.has(row.id)).map((row) => row.id);
    for (let start = 0; start < missing.length; start += BATCH) {
      for (const need of (await loadOpenNeeds(tx, missing.slice(start, start + BATCH))).values())
        this.#remember(need);
    }
  }

  get isEmpty(): boolean {
    return this.#needs.size === 0;
  }

  /** Needs that share a wanted term with these terms; all others have relevance 0. */
  sharing(terms: Iterable<string>): OpenNeed[] {
    const ids = new Set<string>();
    for (const term of terms) this.#byTerm.get(term)?.forEach((id) => ids.add(id));
    return [...ids].map((id) => this.#needs.get(id)).filter((need) => need !== undefined);
  }

  #remember(need: OpenNeed): void {
    this.#needs.set(need.facts.id, need);
    for (const term of need.facts.terms) {
      const ids = this.#byTerm.get(term) ?? new Set();
      this.#byTerm.set(term, ids.add(need.facts.id));
    }
  }

  #forget(need: OpenNeed): void {
    this.#needs.delete(need.facts.id);
    for (const term of need.facts.terms) {
      const ids = this.#byTerm.get(term);
      ids?.delete(need.facts.id);
      if (ids?.size === 0) this.#byTerm.delete(term);
    }
  }
}
