import Table from 'cli-table3';
import { type GraphqlClient } from '../graphql-client.js';

export interface VerdictLine {
  readonly verdict: string;
  readonly hard: boolean;
  readonly explanation: string;
  readonly clause: { readonly text: string } | null;
}

export interface CandidateLine {
  readonly class: string;
  readonly score: number;
  readonly product: {
    readonly name: string;
    readonly sku: string;
    readonly organisation: { readonly name: string } | null;
  } | null;
  readonly verdicts: readonly VerdictLine[];
}

export interface NeedReport {
  readonly title: string;
  readonly kind: string;
  readonly candidates: readonly CandidateLine[];
}

export interface NotificationLine {
  readonly kind: string;
  readonly title: string;
  readonly body: string;
}

/** A need with its candidates, as its buyer sees them. */
export async function readNeed(buyer: GraphqlClient, id: string): Promise<NeedReport> {
  const data = await buyer.send<{
    need: { title: string; kind: string };
    matches: { edges: { node: CandidateLine }[] };
  }>(
    `query ($id: UUID!) {
      need(id: $id) { title kind }
      matches(needId: $id, first: 50) { edges { node {
        class score product { name sku organisation { name } }
        verdicts { verdict hard explanation clause { text } }
      } } }
    }`,
    { id },
  );
  return { ...data.need, candidates: data.matches.edges.map((edge) => edge.node) };
}

/** What a person has been told, newest first. */
export async function readNotifications(client: GraphqlClient): Promise<NotificationLine[]> {
  const data = await client.send<{ notifications: { edges: { node: NotificationLine }[] } }>(
    '{ notifications(first: 20) { edges { node { kind title body } } } }',
  );
  return data.notifications.edges.map((edge) => edge.node);
}

const CLASS: Readonly<Record<string, string>> = { MATCH: '符合', TO_CONFIRM: '待确认', NEAR_MISS: '接近' };
const MARK: Readonly<Record<string, string>> = {
  MET: '✓ 满足',
  UNMET: '✗ 不满足',
  UNKNOWN: '? 待确认',
  WAIVED: '○ 视同满足',
};

/** The report as a table for a terminal: a line per candidate and clause. */
export function needTable(report: NeedReport): string {
  const table = new Table({
    head: ['类别', '产品 / 企业', '条款', '结论'],
    colWidths: [10, 34, 40, 62],
    style: { head: [], border: [] },
  });
  for (const candidate of report.candidates) {
    const { product, verdicts } = candidate;
    const rowSpan = Math.max(verdicts.length, 1);
    const first = [
      { rowSpan, content: `${CLASS[candidate.class] ?? candidate.class}\n${candidate.score.toFixed(3)}` },
      {
        rowSpan,
        content: `${wrap(product?.name ?? '（已撤回）', 32)}\n${wrap(product?.organisation?.name ?? '', 32)}`,
      },
    ];
    verdicts.forEach((verdict, index) => {
      const line = [
        wrap(`${verdict.hard ? '必备' : '优选'} ${verdict.clause?.text ?? ''}`, 38),
        wrap(`${MARK[verdict.verdict] ?? verdict.verdict}${detail(verdict.explanation)}`, 60),
      ];
      table.push(index === 0 ? [...first, ...line] : line);
    });
    if (verdicts.length === 0) table.push([...first, '—', '—']);
  }
  return `需求：${report.title}\n${table.toString()}`;
}

/** What follows the verdict's name in its explanation. */
function detail(explanation: string): string {
  const colon = explanation.indexOf('：');
  return colon < 0 ? '' : ` ${explanation.slice(colon + 1)}`;
}

/** Breaks a line at a width in terminal columns, where Han characters and full-width signs take two. */
function wrap(text: string, width: number): string {
  let [line, columns] = ['', 0];
  for (const character of text) {
    const wide =
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(
        character,
      )
        ? 2
        : 1;
    if (columns + wide > width) [line, columns] = [`${line}\n`, 0];
    line += character;
    columns += wide;
  }
  return line;
}
