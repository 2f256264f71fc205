/**
 * A text of at most `max` characters (UTF-16 units): itself, or its beginning with an ellipsis. Never ends in half a character, which
 * PostgreSQL takes in no JSON.
 */
export function excerpt(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
