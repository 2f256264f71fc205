import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tellTheDay } from '../example/day.js';
import { openStage, registerMember, type Stage } from '../support/stage.js';

describe('the example client', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await openStage();
  }, 60_000);

  afterAll(async () => {
    await stage.close();
  });

  it("performs an SME's and a buyer's day", async () => {
    const sme = await registerMember(stage.services, 'sme', 'sme_admin');
    const buyer = await registerMember(stage.services, 'soe', 'soe_buyer');
    const said: string[] = [];
    const day = await tellTheDay({
      url: stage.api.url,
      sme,
      buyer,
      label: 'E2E',
      say: (line) => said.push(line),
    });
    expect(day.candidate).toMatchObject({ class: 'TO_CONFIRM', product: { sku: 'EX-E2E' } });
    expect(day.candidate.suggestedQuestions).toHaveLength(1);
    expect(day.shortlisted).toEqual(['户内真空断路器 E2E']);
    expect(day.contact).toBe('李销售');
    expect(said.join('\n')).toContain('机械寿命');
  }, 90_000);
});
