/** A text in the two languages of the platform. Chinese is the default one. */
export interface LocalizedText {
  readonly zh: string;
  readonly en: string;
}

export type Locale = 'zh' | 'en';

/** Values that a message template may name as `{key}`. Never secrets: messages are shown and logged. */
export type MessageParams = Readonly<Record<string, string | number>>;

/**
 * Fills `{key}` places of a template.
 * @param text template in both languages
 * @param locale language wanted
 * @param params values by key; a key without a value stays as it stands, so a mistake is seen
 */
export function renderText(text: LocalizedText, locale: Locale, params: MessageParams = {}): string {
  return text[locale].replace(/\{(\w+)\}/g, (whole, key: string) =>
    Object.hasOwn(params, key) ? String(params[key]) : whole,
  );
}

/**
 * A surprise: thrown, never returned. The one formatter of `apps/api` turns it into a coded GraphQL error.
 * Expected failures are values instead, see {@link Problem}.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  constructor(
    readonly code: string,
    readonly text: LocalizedText,
    readonly params: MessageParams = {},
    options?: ErrorOptions,
  ) {
    super(renderText(text, 'en', params), options);
  }
}

/** Wiring that must stop the start (design: "refuse to boot when the wiring is wrong"). */
export class BootError extends Error {
  override readonly name = 'BootError';
}

/** Marks a place that only a value outside its type can reach; the compiler proves that none is left. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}

/** Message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
