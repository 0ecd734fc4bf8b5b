/** @file Why somebody who was recognised is refused: who may pass when. */
import { describe, expect, it } from 'vitest';
import { makeSubject } from '../../../simulator/builders.ts';
import { refusalOf } from '../../../src/core/decision/refusal.ts';
import type { Schedules } from '../../../src/core/schedule/types.ts';

const NOW_MS = Date.UTC(2026, 6, 1, 12);

describe('refusalOf', () => {
  const consent = { textVersion: '1', givenAtMs: 0, retainUntilMs: NOW_MS + 86_400_000 };
  const [always, site, suspended] = [
    makeSubject(1, { consent }),
    makeSubject(2, { consent }),
    makeSubject(3, { consent, suspendedAtMs: 1 }),
  ];
  const never: Schedules = {
    site: [],
    named: [],
    assigned: { [always.id]: 'always' },
    timeZone: 'Europe/Berlin',
  };
  const allDay = [{ days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 0, untilMinute: 0 }] as const;

  function at({ schedules, trusted = true }: { schedules?: Schedules | null; trusted?: boolean } = {}) {
    const subjects = new Map([always, site, suspended].map((subject) => [subject.id, subject]));
    const clock = { wallMs: NOW_MS, expiryMs: NOW_MS, trusted };
    return ({ id }: { readonly id: string }) =>
      refusalOf(subjects.get(id), schedules === undefined ? never : schedules, clock);
  }

  it('asks for the hours of each, and for them last', () => {
    const refused = at();
    expect(refused(always)).toBeNull();
    expect(refused(site)).toBe('outsideSchedule');
    expect(refused(suspended)).toBe('notPermitted');
    expect(refused({ id: 'nobody' })).toBe('notPermitted');
    expect(at({ schedules: { ...never, site: allDay } })(site)).toBeNull();
  });

  it('lets pass by a doubtful clock who may pass at any time, and nobody else', () => {
    const refused = at({ schedules: { ...never, site: allDay }, trusted: false });
    expect(refused(always)).toBeNull();
    expect(refused(site)).toBe('scheduleNotTrusted');
  });

  it('refuses whose consent has run out by then', () => {
    const late = { wallMs: NOW_MS, expiryMs: consent.retainUntilMs, trusted: true };
    expect(refusalOf(always, never, late)).toBe('notPermitted');
    expect(refusalOf(always, never, { ...late, expiryMs: late.expiryMs - 1 })).toBeNull();
  });

  it('goes by the clock on the site’s wall, not by the device’s zone', () => {
    // In Berlin it is Wednesday 14:00, in Los Angeles 05:00, in Auckland already Thursday.
    const wednesday = [{ days: [3], fromMinute: 14 * 60, untilMinute: 15 * 60 }] as const;
    const refusedIn = (timeZone: string) => at({ schedules: { ...never, site: wednesday, timeZone } })(site);
    expect(refusedIn('Europe/Berlin')).toBeNull();
    for (const zone of ['America/Los_Angeles', 'Pacific/Auckland'])
      expect(refusedIn(zone)).toBe('outsideSchedule');
  });

  it.each([['Nowhere/At_All'], [undefined]])('cannot tell the hours of the zone %s', (timeZone) => {
    const refused = at({ schedules: { ...never, site: allDay, timeZone } });
    expect(refused(always)).toBeNull();
    expect(refused(site)).toBe('scheduleNotTrusted');
  });

  it('lets nobody pass by hours that were altered', () => {
    expect(at({ schedules: null })(always)).toBe('scheduleNotTrusted');
  });
});
