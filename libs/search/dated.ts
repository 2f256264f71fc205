const DAY_MS = 86_400_000;

/** What holds on a day, and how long a document that says so is right. Days are `YYYY-MM-DD`, in China, inclusive. */
export class Dated {
  #freshUntil: string | null = null;

  constructor(readonly day: string) {}

  /** Last day on which every answer so far stays the same; null for ever. */
  get freshUntil(): string | null {
    return this.#freshUntil;
  }

  /** True from the first to the last day; null is an open side. */
  holds(from: string | null, to: string | null): boolean {
    if (to !== null && to < this.day) return false;
    const begun = from === null || from <= this.day;
    const change = begun ? to : new Date(Date.parse(from) - DAY_MS).toISOString().slice(0, 10);
    if (change !== null && (this.#freshUntil === null || change < this.#freshUntil))
      this.#freshUntil = change;
    return begun;
  }
}
