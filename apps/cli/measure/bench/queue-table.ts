import Table from 'cli-table3';
import { type QueueFigures } from '#libs/messaging';
import { short } from '../output.js';
import { type Machine } from '../throw-away.js';

/** Jobs per second, the median of the rounds. */
export interface QueueSummary extends Omit<QueueFigures, 'engine'> {
  /** Of what BullMQ alone does, that the whole flow keeps. */
  readonly shareOfBare: number;
}

export interface QueueReport {
  readonly machine: Machine;
  readonly fsync: boolean;
  readonly redisPersistence: boolean;
  readonly jobs: number;
  readonly rounds: number;
  readonly concurrency: number;
  readonly postgres: QueueSummary;
  readonly redis: QueueSummary;
  readonly figures: readonly QueueFigures[];
}

const ROWS: readonly (readonly [string, (one: QueueSummary) => number])[] = [
  ['全流程 / outbox → dispatcher → queue → handler', ({ flow }) => flow],
  ['仅 BullMQ，写入 / BullMQ alone: add', ({ bareAdd }) => bareAdd],
  ['仅 BullMQ，执行 / BullMQ alone: run', ({ bareRun }) => bareRun],
  ['仅 BullMQ，合计 / BullMQ alone: add + run', ({ bare }) => bare],
  ['全流程占比 / share of the flow', ({ shareOfBare }) => shareOfBare],
];

/** Both backends side by side. */
export function queueTable({ machine, jobs, rounds, concurrency, postgres, redis }: QueueReport): string {
  const table = new Table({
    head: ['任务/秒 / jobs a second', 'PostgreSQL', 'Redis', 'Redis : PostgreSQL'],
    style: { head: [], border: [] },
  });
  for (const [name, figure] of ROWS) {
    const [first, second] = [figure(postgres), figure(redis)];
    table.push([name, short(first), short(second), short(second / first)]);
  }
  const { node, cores, load, at } = machine;
  return `${table.toString()}\n${jobs} 任务 / jobs, ${rounds} 轮取中位数 / rounds, their median; 每队列并发 / at once in each of 4 queues: ${concurrency}
Node ${node}, ${cores} 核 / cores, 负载 / load ${load}, ${at}; 临时数据库无 fsync，Redis 无持久化 / throw-away database without fsync, Redis without persistence`;
}
