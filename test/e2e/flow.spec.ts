import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import { type Child } from '../../apps/cli/children.js';
import { GraphqlClient } from '../../apps/cli/graphql-client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { apiProcess, outboxIsQuiet, workerProcess } from '../support/processes.js';
import { openServices, registerMember, type TestMember } from '../support/services.js';

describe('from a published need to a match and its notifications', () => {
  let database: TestDatabase;
  let services: INestApplicationContext;
  let api: Child;
  let worker: Child;
  let soe: TestMember;
  let sme: TestMember;
  let buyer: GraphqlClient;
  let supplier: GraphqlClient;

  beforeAll(async () => {
    database = await createTestDatabase();
    services = await openServices(database, 'worker');
    soe = await registerMember(services, 'soe', 'soe_buyer');
    sme = await registerMember(services, 'sme', 'sme_admin');
    api = apiProcess(database);
    worker = workerProcess(database);
    await worker.start();
    await api.start();
    const client = new GraphqlClient(() => api.url);
    buyer = await client.signIn(soe.email, soe.password);
    supplier = await client.signIn(sme.email, sme.password);
  }, 60_000);

  afterAll(async () => {
    await api.stop();
    await worker.stop();
    await services.close();
    await database.drop();
  });

  it('matches a product with a need through API, outbox, queue and worker', async () => {
    const { createProduct } = await supplier.send<{ createProduct: { id: string } }>(
      `mutation { createProduct(input: { sku: "A-1", name: "户内真空断路器",
        parameters: [{ name: "额定电压", low: "12", high: "12", unit: "kV" }] }) { ... on Product { id } } }`,
    );
    await supplier.send(`mutation { publishProduct(id: "${createProduct.id}") { ... on Product { id } } }`);
    await outboxIsQuiet(database);
    const { createNeed } = await buyer.send<{ createNeed: { id: string } }>(
      `mutation { createNeed(input: { kind: PROCUREMENT, title: "真空断路器采购", clauses: [
        { hard: true, text: "额定电压≥10kV", condition: { parameter: { name: "额定电压", op: GE, low: "10", unit: "kV" } } }
      ] }) { ... on Need { id } } }`,
    );
    await buyer.send(`mutation { publishNeed(id: "${createNeed.id}") { ... on Need { id status } } }`);
    await outboxIsQuiet(database);

    const { matches } = await buyer.send<{
      matches: {
        edges: {
          node: { class: string; verdicts: { verdict: string; margin: number }[]; product: { sku: string } };
        }[];
      };
    }>(
      `{ matches(needId: "${createNeed.id}") { edges { node { class product { sku } verdicts { verdict margin } } } } }`,
    );
    expect(matches.edges).toEqual([
      { node: { class: 'MATCH', product: { sku: 'A-1' }, verdicts: [{ verdict: 'MET', margin: 0.2 }] } },
    ]);
    const told = '{ notifications { edges { node { kind } } } }';
    expect(await buyer.send(told)).toEqual({ notifications: { edges: [{ node: { kind: 'match.news' } }] } });
    expect(await supplier.send(told)).toEqual({
      notifications: { edges: [{ node: { kind: 'match.opportunity' } }] },
    });
  });
});
