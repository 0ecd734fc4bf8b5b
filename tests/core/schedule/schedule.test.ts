import { describe, expect, it } from 'vitest';
import { hoursOf, isWithin } from '../../../src/core/schedule/schedule.ts';
import type { Schedules, TimeWindow, WallTime, Weekday } from '../../../src/core/schedule/types.ts';
import {
  dayAfter,
  dayAt,
  isSameTimeZone,
  isTimeZone,
  startOfDayMs,
  wallTimeAt,
} from '../../../src/core/schedule/wall-time.ts';

const at = (weekday: Weekday, hour: number, minute = 0): WallTime => ({
  weekday,
  minute: hour * 60 + minute,
});
const between = (days: readonly Weekday[], from: number, until: number): TimeWindow => ({
  days,
  fromMinute: from * 60,
  untilMinute: until * 60,
});

describe('hours of the week', () => {
  const office = [between([1, 2, 3, 4, 5], 8, 18)];

  it('hold from their first minute to the one before their last', () => {
    expect(isWithin(office, at(1, 7, 59))).toBe(false);
    expect(isWithin(office, at(1, 8))).toBe(true);
    expect(isWithin(office, at(5, 17, 59))).toBe(true);
    expect(isWithin(office, at(5, 18))).toBe(false);
    expect(isWithin(office, at(6, 12))).toBe(false);
  });

  it('go on over midnight into a day that they do not name, and from Sunday into Monday', () => {
    const night = [between([5, 7], 22, 6)];
    expect(isWithin(night, at(5, 21, 59))).toBe(false);
    expect(isWithin(night, at(5, 22))).toBe(true);
    expect(isWithin(night, at(6, 5, 59))).toBe(true);
    expect(isWithin(night, at(6, 6))).toBe(false);
    expect(isWithin(night, at(6, 23))).toBe(false);
    expect(isWithin(night, at(1, 5))).toBe(true);
    // Friday's early hours belong to Thursday's night.
    expect(isWithin(night, at(5, 5))).toBe(false);
  });

  it('last a whole day where both ends are the same', () => {
    const saturday = [between([6], 0, 0)];
    expect(isWithin(saturday, at(6, 0))).toBe(true);
    expect(isWithin(saturday, at(6, 23, 59))).toBe(true);
    expect(isWithin(saturday, at(7, 0))).toBe(false);
    expect(isWithin(saturday, at(5, 23, 59))).toBe(false);
  });

  it('are any time for null and never without a window', () => {
    expect(isWithin(null, at(3, 3))).toBe(true);
    expect(isWithin([], at(3, 3))).toBe(false);
  });
});

describe('hoursOf', () => {
  const site = [between([1], 8, 9)];
  const late = [between([2], 20, 21)];
  const schedules: Schedules = {
    site,
    named: [{ id: 'late', name: 'Late', windows: late }],
    assigned: { a: 'late', b: 'always', c: 'gone' },
  };
  const of = (id: string, schedule: string | null = null) => hoursOf(schedules, { id, schedule });

  it('puts a schedule of one’s own in the place of the site’s', () => {
    expect(of('a')).toBe(late);
    expect(of('b')).toBeNull();
    expect(of('d')).toBe(site);
  });

  it('lets nobody pass by a schedule that is gone, and is not fooled by names of every object', () => {
    expect(of('c')).toEqual([]);
    expect(of('constructor')).toBe(site);
  });

  it('goes by the record before the door’s own list, and lets nobody pass by a schedule that the door lacks', () => {
    expect([of('a', 'always'), of('a', 'everybody'), of('b', 'late')]).toEqual([null, site, late]);
    expect([of('b', 'elsewhere'), of('d', 'elsewhere')]).toEqual([[], []]);
  });
});

describe('wallTimeAt', () => {
  const berlin = (iso: string) => wallTimeAt(Date.parse(iso), 'Europe/Berlin');

  it('says day and minute of the zone', () => {
    expect(berlin('2026-03-27T23:30:00Z')).toEqual(at(6, 0, 30));
    expect(wallTimeAt(Date.parse('2026-03-27T23:30:00Z'), 'UTC')).toEqual(at(5, 23, 30));
    expect(wallTimeAt(Date.parse('2026-03-27T23:30:00Z'), 'Asia/Kolkata')).toEqual(at(6, 5));
  });

  it('leaves out the hour that summer time takes: a window in it does not occur that night', () => {
    expect(berlin('2026-03-29T00:59:00Z')).toEqual(at(7, 1, 59));
    expect(berlin('2026-03-29T01:00:00Z')).toEqual(at(7, 3));
  });

  it('has the hour that winter time gives twice: a window in it is open twice', () => {
    const window = [between([7], 2, 3)];
    for (const iso of ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z']) {
      expect(berlin(iso)).toEqual(at(7, 2, 30));
      expect(isWithin(window, berlin(iso))).toBe(true);
    }
  });

  it('keeps office hours at the same place on the wall all year', () => {
    const office = [between([1], 8, 18)];
    expect(isWithin(office, berlin('2026-07-06T06:00:00Z'))).toBe(true);
    expect(isWithin(office, berlin('2026-12-07T06:00:00Z'))).toBe(false);
    expect(isWithin(office, berlin('2026-12-07T07:00:00Z'))).toBe(true);
  });
});

describe('days of a zone', () => {
  it('are named by its calendar', () => {
    const atMs = Date.parse('2026-03-01T03:30:00Z');
    expect(['Asia/Tokyo', 'UTC', 'America/New_York'].map((zone) => dayAt(atMs, zone))).toEqual([
      '2026-03-01',
      '2026-03-01',
      '2026-02-28',
    ]);
    expect(dayAfter('2026-02-28', 1)).toBe('2026-03-01');
    expect(dayAfter('2026-01-01', -1)).toBe('2025-12-31');
  });

  it.each([
    ['UTC', '2026-03-29', '2026-03-29T00:00:00Z'],
    ['Asia/Tokyo', '2026-03-29', '2026-03-28T15:00:00Z'],
    ['Pacific/Kiritimati', '2026-03-29', '2026-03-28T10:00:00Z'],
    ['Pacific/Pago_Pago', '2026-03-29', '2026-03-29T11:00:00Z'],
    ['Europe/Berlin', '2026-10-26', '2026-10-25T23:00:00Z'],
    // Summer time begins at midnight, so the first hour does not occur.
    ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00:00Z'],
  ])('begin in %s on %s at %s', (zone, day, iso) => {
    expect(new Date(startOfDayMs(day, zone))).toEqual(new Date(iso));
  });
});

it('knows the names of zones, and when two are of one zone', () => {
  expect(['Europe/Berlin', 'UTC', 'Nowhere/At_All', ''].map(isTimeZone)).toEqual([true, true, false, false]);
  expect(isSameTimeZone('Asia/Calcutta', 'Asia/Kolkata')).toBe(true);
  expect(isSameTimeZone('Europe/Berlin', 'Europe/London')).toBe(false);
});
