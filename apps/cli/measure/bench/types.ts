import { type PeakMemory } from '../memory.js';
import { type Drift } from '../real-report.js';

/** Milliseconds. */
export interface Latency {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface ImportFigures {
  readonly rows: number;
  readonly rowsPerSecond: number;
  /** The same rows by COPY into a table with the same columns and indexes, in the same run. */
  readonly copyRowsPerSecond: number;
  readonly shareOfCopy: number;
  /** Indexed and handed to matching, from the start of the import on. */
  readonly searchableRowsPerSecond: number;
}

export interface SearchFigures {
  readonly documents: number;
  readonly queries: number;
  readonly sequential: Latency;
  readonly sequentialSql: Latency;
  readonly concurrent: Latency & { readonly requestsPerSecond: number };
  readonly concurrentSql: Latency & { readonly requestsPerSecond: number };
}

export interface MatchingFigures {
  readonly products: number;
  readonly needs: number;
  readonly needsPerSecond: number;
  /** Seconds of one run; several run at once. */
  readonly runP50: number;
  readonly runP95: number;
}

export interface ReverseFigures {
  readonly openNeeds: number;
  /** Milliseconds a product, in one job of so many. */
  readonly products: number;
  readonly perProduct: number;
  /** Milliseconds of a job of one product, from its commit on. */
  readonly alone: Latency;
}

/** What one size gives. */
export interface BenchFigures {
  readonly size: { readonly icecat: number; readonly products: number; readonly needs: number };
  readonly load: number;
  readonly icecatImport: ImportFigures;
  /** Open needs while the company rows are imported: each product is matched with them. */
  readonly openBefore: number;
  readonly productImport: ImportFigures;
  /** Milliseconds from the answer of `publishProduct` to the first search that finds it. */
  readonly lagIdle: Latency;
  readonly lagUnderImport: Latency;
  readonly search: SearchFigures;
  readonly matching: MatchingFigures;
  readonly reverse: ReverseFigures;
  /** Milliseconds, the median of several starts with all these data. */
  readonly startUp: { readonly api: number; readonly worker: number };
  readonly drift: Drift;
  readonly memory: PeakMemory;
}
