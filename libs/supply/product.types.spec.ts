import { describe, expect, it } from '@jest/globals';
import { type FirstUnitListing, lastDayListed } from './product.types.js';

describe('lastDayListed', () => {
  const listing = (
    validTo: string | null,
    by: string | null,
    startedOn: string | null,
  ): FirstUnitListing => ({
    ...{ kind: 'equipment', level: 'energy', catalogue: '能源领域首台（套）', item: '断路器' },
    ...{ listedOn: '2024-01-01', validTo, softwareVersion: null },
    anchorProject: { name: '示范工程', mustStartBy: by, startedOn },
  });

  it.each([
    ['no end', listing(null, null, null), null],
    ['its own end', listing('2027-01-01', null, null), '2027-01-01'],
    ['a project not started', listing('2027-01-01', '2026-06-30', null), '2026-06-30'],
    ['one started on the last day', listing('2027-01-01', '2026-06-30', '2026-06-30'), '2027-01-01'],
    ['one started too late', listing('2027-01-01', '2026-06-30', '2026-07-01'), '2026-06-30'],
    ['one that is late after the own end', listing('2026-01-01', '2026-06-30', null), '2026-01-01'],
    ['one started in time, without end', listing(null, '2026-06-30', '2025-01-01'), null],
  ])('%s', (_what, given, day) => {
    expect(lastDayListed(given)).toBe(day);
    expect(lastDayListed({ ...given, anchorProject: null })).toBe(given.validTo);
  });
});
