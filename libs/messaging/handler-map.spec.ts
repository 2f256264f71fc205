import { describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner, NestFactory, Reflector } from '@nestjs/core';
import { BootError, messageOf } from '#libs/common';
import { buildHandlerMap, discoverHandlers, type FoundHandler } from './handler-map.js';
import { HandlesJob, type Job } from './job-handler.js';
import { JOB_KINDS, type JobKind } from './job-registry.js';

const handler = (kind: string, owner = 'Owner.handle'): FoundHandler => ({
  kind: kind as JobKind,
  owner,
  handle: () => Promise.resolve(),
});
const ALL = JOB_KINDS.map((kind) => handler(kind));

function refusal(found: readonly FoundHandler[]): string {
  try {
    buildHandlerMap(found);
  } catch (error) {
    expect(error).toBeInstanceOf(BootError);
    return messageOf(error);
  }
  throw new Error('The wiring was accepted');
}

describe('buildHandlerMap', () => {
  it('gives each kind its own handler', () => {
    const map = buildHandlerMap(ALL.toReversed());
    expect([...map.keys()].sort()).toEqual([...JOB_KINDS].sort());
    for (const found of ALL) expect(map.get(found.kind)).toBe(found.handle);
  });

  it.each(JOB_KINDS)('refuses to go without a handler for %s', (kind) => {
    expect(refusal(ALL.filter((found) => found.kind !== kind))).toBe(
      `Job wiring is wrong: "${kind}" has no handler`,
    );
  });

  it('refuses a second handler and names it', () => {
    expect(refusal([...ALL, handler('search.apply', 'Second.apply')])).toBe(
      'Job wiring is wrong: "search.apply" has a second handler, Second.apply',
    );
  });

  it.each(['search.aply', 'toString', ''])('refuses the unknown kind %j', (kind) => {
    expect(refusal([...ALL, handler(kind, 'Stray.run')])).toBe(
      `Job wiring is wrong: Stray.run handles "${kind}", which is not in the registry`,
    );
  });

  it('names every fault at once', () => {
    const message = refusal([
      ...ALL.filter((found) => found.kind !== 'match.need'),
      handler('stats.rebuild', 'Second.rebuild'),
      handler('nope', 'Stray.run'),
    ]);
    expect(message).toContain('"match.need" has no handler');
    expect(message).toContain('"stats.rebuild" has a second handler, Second.rebuild');
    expect(message).toContain('Stray.run handles "nope"');
    expect(refusal([]).match(/has no handler/g)).toHaveLength(JOB_KINDS.length);
  });
});

describe('discoverHandlers', () => {
  @Injectable()
  class SampleJobs {
    readonly seen: string[] = [];

    @HandlesJob('match.need')
    handle(job: Job<'match.need'>): Promise<void> {
      this.seen.push(job.outboxId);
      return Promise.resolve();
    }

    unmarked(): void {
      this.seen.push('never');
    }
  }
  @Module({
    imports: [DiscoveryModule],
    providers: [SampleJobs, { provide: 'TEXT', useValue: 'x' }, { provide: 'NULL', useValue: null }],
  })
  class SampleModule {}

  it('finds the marked methods of the providers, bound to their instance', async () => {
    const app = await NestFactory.createApplicationContext(SampleModule, { logger: false });
    const found = discoverHandlers(app.get(DiscoveryService), new MetadataScanner(), new Reflector());
    expect(found.map(({ kind, owner }) => `${kind} ${owner}`)).toEqual(['match.need SampleJobs.handle']);
    await found[0]!.handle({
      ...{ outboxId: '7', kind: 'match.need', cause: 'requested', done: () => Promise.resolve() },
      payload: { items: [], cause: 'requested' },
    });
    expect(app.get(SampleJobs).seen).toEqual(['7']);
    await app.close();
  });
});
