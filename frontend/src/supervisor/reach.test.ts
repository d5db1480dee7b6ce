import { describe, expect, it } from 'vitest';
import type { components } from '../api/schema';
import { HOURS_AHEAD, nextDays, nextHours, openings } from './reach';

const found: components['schemas']['Reachability'] = {
  asked_at: '2026-11-24T11:20:00Z',
  now: 40,
  later: 25,
  never: 0,
  reasons: [],
  agents: 3,
  forecast: [
    { at: '2026-11-24T11:00:00Z', zones: { 'Europe/Paris': 40 } },
    { at: '2026-11-24T14:00:00Z', zones: { 'Europe/Paris': 40, 'America/Guadeloupe': 25 } },
    { at: '2026-11-26T14:00:00Z', zones: { 'Europe/Paris': 40 } },
  ],
};

describe('the coming hours', () => {
  it('has a zero where nobody may be called and begins with this hour', () => {
    const hours = nextHours(found);
    expect(hours).toHaveLength(HOURS_AHEAD);
    expect(hours.map(({ count }) => count).slice(0, 5)).toEqual([40, 0, 0, 65, 0]);
    expect(new Date(hours[0]?.at ?? 0).toISOString()).toBe('2026-11-24T11:00:00.000Z');
  });

  it('names each zone once, from when it opens', () => {
    expect(openings(found)).toEqual([
      { zone: 'Europe/Paris', count: 40, at: null },
      { zone: 'America/Guadeloupe', count: 25, at: '2026-11-24T14:00:00Z' },
    ]);
  });

  it('has the best hour of each day of the week', () => {
    const days = nextDays(found, 'America/Guadeloupe');
    expect(days.map(({ count }) => count)).toEqual([65, 0, 40, 0, 0, 0, 0]);
  });

  it('is empty without a forecast', () => {
    expect(openings({ ...found, forecast: [] })).toEqual([]);
  });
});
