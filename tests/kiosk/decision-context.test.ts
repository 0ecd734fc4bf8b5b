/** @file Which signs of injected video the operator's word sets aside, and who may pass when. */
import { describe, expect, it } from 'vitest';
import { makeSubject } from '../../simulator/builders.ts';
import type { Schedules } from '../../src/core/schedule/types.ts';
import { refusalOf, unapprovedFlags } from '../../src/kiosk/decision-context.ts';
import type { KioskSession } from '../../src/kiosk/session.ts';

describe('unapprovedFlags', () => {
  const all = [
    'virtualCamera',
    'impossibleCapabilities',
    'regularTiming',
    'unresponsiveControls',
    'repeatedFrames',
    'resolutionChanged',
  ] as const;

  it('sets aside what the device says of itself, never what its pictures do', () => {
    expect(unapprovedFlags(all, true)).toEqual(['repeatedFrames', 'resolutionChanged']);
    expect(unapprovedFlags(all, false)).toEqual(all);
    expect(unapprovedFlags([], true)).toEqual([]);
  });
});

describe('refusalOf', () => {
  const consent = { textVersion: '1', givenAtMs: 0, retainUntilMs: Date.now() + 86_400_000 };
  const [always, site, suspended] = [
    makeSubject(1, { consent }),
    makeSubject(2, { consent }),
    makeSubject(3, { consent, suspendedAtMs: 1 }),
  ];
  const never: Schedules = { site: [], named: [], assigned: { [always.id]: 'always' } };
  const allDay = [{ days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 0, untilMinute: 0 }] as const;

  /** What `refusalOf` reads of a session. */
  function at({ schedules = never, rulesDistrusted = false, trusted = true } = {}) {
    const session = {
      subjects: new Map([always, site, suspended].map((subject) => [subject.id, subject])),
      rules: { schedules },
      rulesDistrusted,
      expiryNowMs: Date.now(),
      clockTrusted: trusted,
    } as unknown as KioskSession;
    return ({ id }: { readonly id: string }) => refusalOf(session, id);
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

  it('lets nobody pass by hours that were altered', () => {
    expect(at({ rulesDistrusted: true })(always)).toBe('scheduleNotTrusted');
  });
});
