import { between, pick, type Random, shuffled } from '../support/seeded.js';

/** Names whose words have nothing in common, so that a need meets the products of its own family. */
export const FAMILIES = [
  '真空断路器',
  '离心水泵',
  '滚珠轴承',
  '电动葫芦',
  '空气压缩机',
  '红外测温仪',
  '光纤陀螺',
  '工业机器人',
];

/** What a row says, as it must stand in the database afterwards. */
export interface Kept {
  readonly name: string;
  readonly summary: string;
  readonly kilovolts: number;
  readonly status: string;
  readonly version: number;
}

export interface Counts {
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly faulty: number;
}

/** A file that is written anew again and again, and what each writing must come to. */
export interface Sheet {
  readonly kind: 'PRODUCTS' | 'NEEDS';
  /** By SKU or reference. */
  readonly kept: ReadonlyMap<string, Kept>;
  next(): { readonly csv: string; readonly counts: Counts };
}

/** One row of the next file; null is set aside. */
type Line = (key: string, before: Kept | undefined) => { readonly text: string; readonly after: Kept | null };

/** Rows of which about a third changes from file to file; some are faulty and some come twice. */
class ChangingSheet implements Sheet {
  readonly kept = new Map<string, Kept>();
  constructor(
    readonly kind: Sheet['kind'],
    private readonly keys: readonly string[],
    private readonly header: string,
    private readonly random: Random,
    private readonly line: Line,
  ) {}

  next(): { csv: string; counts: Counts } {
    const counts = { rows: 0, added: 0, changed: 0, unchanged: 0, faulty: 0 };
    const lines = [this.header];
    for (const key of shuffled(this.random, this.keys)) {
      const before = this.kept.get(key);
      const { text, after } = this.line(key, before);
      lines.push(text);
      counts.rows += 1;
      if (after === null) counts.faulty += 1;
      else if (before === undefined) counts.added += 1;
      else if (isSame(before, after)) counts.unchanged += 1;
      else counts.changed += 1;
      if (after !== null && (before === undefined || !isSame(before, after)))
        this.kept.set(key, { ...after, version: (before?.version ?? 0) + 1 });
      if (after !== null && this.random() < 0.02) {
        // Of two rows with one key the first counts.
        lines.push(text);
        counts.rows += 1;
        counts.faulty += 1;
      }
    }
    return { csv: `${lines.join('\n')}\n`, counts };
  }
}

const isSame = (a: Kept, b: Kept) =>
  a.name === b.name && a.summary === b.summary && a.kilovolts === b.kilovolts && a.status === b.status;
const keysOf = (prefix: string, size: number) =>
  Array.from({ length: size }, (_, index) => `${prefix}-${index + 1}`);
const numberOf = (key: string) => Number(key.split('-').at(-1));

/** Products of one supplier. */
export function productSheet(prefix: string, size: number, random: Random): Sheet {
  return new ChangingSheet(
    'PRODUCTS',
    keysOf(prefix, size),
    'sku,name,summary,parameters,publish',
    random,
    (sku, before) => {
      const name = `${FAMILIES[numberOf(sku) % FAMILIES.length] ?? ''} ${numberOf(sku)}型`;
      const chance = random();
      if (chance < 0.02) return { text: `${sku},${name},坏行,额定电压=12kg,是`, after: null };
      const changes = before === undefined || chance < 0.35;
      const kilovolts = changes ? between(random, 6, 40) : before.kilovolts;
      const summary = changes ? `第${between(random, 1, 999)}稿` : before.summary;
      const publish = changes ? random() < 0.9 : before.status === 'published';
      const hidden = before === undefined || before.status === 'draft' ? 'draft' : 'withdrawn';
      const after = { name, summary, kilovolts, status: publish ? 'published' : hidden, version: 0 };
      return { text: `${sku},${name},${summary},额定电压=${kilovolts}kV,${publish ? '是' : '否'}`, after };
    },
  );
}

/** Needs of one buyer. */
export function needSheet(prefix: string, size: number, random: Random): Sheet {
  return new ChangingSheet(
    'NEEDS',
    keysOf(prefix, size),
    'reference,title,body,parameters,publish',
    random,
    (reference, before) => {
      const name = `${FAMILIES[numberOf(reference) % FAMILIES.length] ?? ''}采购`;
      const chance = random();
      if (chance < 0.05) return { text: `${reference},,坏行,额定电压不低于12kV,是`, after: null };
      const changes = before === undefined || chance < 0.3;
      const kilovolts = changes ? between(random, 6, 40) : before.kilovolts;
      const summary = changes ? `第${between(random, 1, 999)}稿` : before.summary;
      const after = { name, summary, kilovolts, status: 'open', version: 0 };
      return { text: `${reference},${name},${summary},额定电压不低于${kilovolts}kV,是`, after };
    },
  );
}

/** A name of one of the families, for what is written by hand. */
export const anyFamily = (random: Random): string => pick(random, FAMILIES) ?? '';
