/** Between two lines of the same trouble, in milliseconds. */
const TELL_EVERY_MS = 10_000;
/** Troubles that are remembered. */
const MAX_KNOWN = 100;

/** Keeps what is met again and again from filling the log. */
export class Seldom {
  readonly #toldAt = new Map<string, number>();

  /** True when the trouble was not told in the last ten seconds; it counts as told then. @param trouble which one; one for all unless given */
  isDue(trouble = ''): boolean {
    const now = Date.now();
    if (now - (this.#toldAt.get(trouble) ?? 0) < TELL_EVERY_MS) return false;
    if (this.#toldAt.size > MAX_KNOWN) this.#toldAt.clear();
    this.#toldAt.set(trouble, now);
    return true;
  }
}
