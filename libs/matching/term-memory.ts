import { distinctTerms } from '#libs/search';

/** Characters of the texts of one generation: some 35,000 short product lines, and at the worst some tens of MB of terms. */
const GENERATION = 500_000;

/**
 * Terms of texts that come again and again: the same products are candidates of many needs, and cutting them into terms takes longer
 * than judging them. Keeps what was asked for last, in two generations: when the young one is full it becomes the old one, and what
 * nobody asks for while another fills up is forgotten.
 */
export class TermMemory {
  #young = new Map<string, ReadonlySet<string>>();
  #old = new Map<string, ReadonlySet<string>>();
  #characters = 0;

  constructor(
    private readonly cut: (text: string) => readonly string[] = distinctTerms,
    private readonly generation = GENERATION,
  ) {}

  /** The same set for the same text; nobody changes it. */
  termsOf(text: string): ReadonlySet<string> {
    const known = this.#young.get(text);
    if (known !== undefined) return known;
    const terms = this.#old.get(text) ?? new Set(this.cut(text));
    if (this.#characters + text.length > this.generation) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#characters = 0;
    }
    this.#young.set(text, terms);
    this.#characters += text.length;
    return terms;
  }

  /** Texts that it holds. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }
}
