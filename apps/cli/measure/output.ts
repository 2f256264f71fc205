import { writeFile } from 'node:fs/promises';

/** `--json -` prints the report for a program and nothing else; a file gets it beside what people read. */
export async function output(
  json: string | undefined,
  report: object,
  forPeople: () => string,
): Promise<void> {
  const text = `${JSON.stringify(report, null, 2)}\n`;
  if (json === '-') {
    process.stdout.write(text);
    return;
  }
  if (json !== undefined) await writeFile(json, text);
  process.stdout.write(`${forPeople()}\n`);
}

/** Three digits say enough of a measurement. */
export function short(value: number | null): string {
  if (value === null) return '—';
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 3));
}

/** Percentile by nearest rank; 0 of nothing. @param share 0 … 1 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
