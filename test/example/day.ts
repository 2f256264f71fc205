import {
  askWhatIsOpen,
  awaitMatching,
  type Candidate,
  candidates,
  findProducts,
  publishNeed,
  review,
  shortlist,
  shortlistAndContact,
} from './buyer-day.js';
import { Client, must } from './client.js';
import {
  ContactsDocument,
  type CreateNeedInput,
  NotificationsDocument,
  OfferContactDocument,
} from './generated.js';
import { findNeeds, listProduct, opportunities, readSheet, replyToAll, showInterest } from './sme-day.js';

/** Who takes part, and where. */
export interface DayOptions {
  readonly url: string;
  readonly sme: { readonly email: string; readonly password: string };
  readonly buyer: { readonly email: string; readonly password: string };
  /** Tells this day from others: it stands in the SKU and in the title of the need. */
  readonly label: string;
  readonly say: (line: string) => void;
}

/** What came of it. */
export interface Day {
  readonly needId: string;
  readonly candidate: Candidate;
  readonly shortlisted: readonly string[];
  /** Name of the supplier's contact, as the buyer reads it in the end. */
  readonly contact: string;
}

const needOf = (label: string): CreateNeedInput => ({
  kind: 'PROCUREMENT',
  title: `示例 ${label} 户内真空断路器采购`,
  body: '用于城区配电室改造，需含安装指导，产品应通过型式试验。',
  quantity: { amount: '12', unit: '台' },
  regionCode: '320500',
  paymentDays: 60,
  procurementWay: 'INQUIRY_COMPARISON',
  clauses: [
    {
      hard: true,
      text: '额定电压不低于10kV',
      condition: { parameter: { name: '额定电压', op: 'GE', low: '10', unit: 'kV' } },
    },
    {
      hard: true,
      text: '机械寿命不少于10000次',
      condition: { parameter: { name: '机械寿命', op: 'GE', low: '10000', unit: '次' } },
    },
    { hard: false, text: '交货期不超过60天', condition: { deliveryDays: 60 } },
  ],
});

/**
 * An SME's and a buyer's day against a running server: list, publish, match, ask, reply, agree.
 * @throws RequestError, MutationError, or Error when something does not come as it must
 */
export async function tellTheDay({ url, sme: supplier, buyer: staff, label, say }: DayOptions): Promise<Day> {
  const [sme, buyer] = [new Client(url), new Client(url)];
  await sme.signIn(supplier.email, supplier.password);
  await buyer.signIn(staff.email, staff.password);

  const parameters = await readSheet(sme, '额定电压12kV，额定短路开断电流31.5kA');
  say(`1. 供应商：从规格书读出 ${parameters.length} 项参数，发布产品 / the SME lists a product`);
  const sku = `EX-${label}`;
  await listProduct(sme, {
    sku,
    name: `户内真空断路器 ${label}`,
    summary: '示例产品',
    parameters,
    leadTimeDays: 40,
  });

  const need = needOf(label);
  const advice = await review(buyer, need);
  const score = Math.round(advice.completeness.score * 100);
  say(
    `2. 采购人：完整度 ${score}%，${advice.findings.length} 条建议 / the buyer reviews and publishes a need`,
  );
  const needId = await publishNeed(buyer, need, `example-${label}`);
  await awaitMatching(buyer, needId);

  const candidate = (await candidates(buyer, needId)).find((one) => one.product?.sku === sku);
  if (candidate === undefined) throw new Error('The new product is not among the candidates');
  say(`3. 匹配：${candidate.product?.name ?? ''} 为 ${candidate.class} / matched, clause by clause:`);
  for (const { clause, explanation } of candidate.verdicts) say(`   ${clause?.text ?? ''} —— ${explanation}`);
  const asked = await askWhatIsOpen(buyer, candidate);
  say(`4. 采购人就 ${asked} 项未明条款提问 / the buyer asks what is open`);

  const found = await findNeeds(sme, `${label} 真空断路器`);
  for await (const opportunity of opportunities(sme)) {
    if (opportunity.need?.id !== needId || opportunity.product?.sku !== sku) continue;
    for (const gap of opportunity.gaps) say(`5. 供应商看到差距 / a gap: ${gap.clauseText} —— ${gap.hint}`);
    const replies = await replyToAll(sme, opportunity, '机械寿命 20000 次，见型式试验报告。');
    say(`   回复 ${replies} 问，表示有意（搜索到 ${found.total} 项需求）/ replies and shows interest`);
    await showInterest(sme, opportunity.id);
  }

  await shortlistAndContact(buyer, candidate.id, '参数满足，交期合适');
  await offerContact(buyer, candidate.id, '王采购', '010-00000000');
  await offerContact(sme, candidate.id, '李销售', '0512-00000000');
  const { contacts } = await buyer.send(ContactsDocument, {});
  const contact = contacts.edges.find(({ node }) => node.needId === needId)?.node.theirs?.name ?? '';
  const shortlisted = await shortlist(buyer, needId);
  say(`6. 备选清单 ${shortlisted.length} 项；联系方式互换：${contact} / shortlisted, contacts are open`);

  const others = await findProducts(buyer, '断路器', {
    parameters: [{ name: '额定电压', op: 'GE', low: '10000', unit: 'V' }],
  });
  say(`7. 采购人另搜索 额定电压≥10000V：${others.length} 项 / a search with a parameter in another unit`);
  const { notifications } = await sme.send(NotificationsDocument, {});
  for (const { node } of notifications.edges.slice(0, 3)) say(`   供应商收到 / told: ${node.title}`);
  return { needId, candidate, shortlisted, contact };
}

async function offerContact(side: Client, matchId: string, name: string, phone: string): Promise<void> {
  const { offerContact: offered } = await side.send(OfferContactDocument, {
    input: { matchId, name, phone },
  });
  must(offered);
}
