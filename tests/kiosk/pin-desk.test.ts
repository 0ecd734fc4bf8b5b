/** @file Badge and PIN judged: alike for every wrong one, and not too often. */
import { describe, expect, it, vi } from 'vitest';
import { makeSubject, PIN_HASH, verdictOf } from '../../simulator/builders.ts';
import type { HeldFactor } from '../../src/core/decision/entry.ts';
import type { Refusal, Verdict } from '../../src/core/decision/types.ts';
import type { PinHash } from '../../src/core/template/types.ts';
import type { AuditEntry } from '../../src/storage/types.ts';
import { Badges } from '../../src/kiosk/badges.ts';
import { PinDesk, pinTriesOf } from '../../src/kiosk/pin-desk.ts';
import { logOf } from '../storage/log/support.ts';

const MINUTE_MS = 60_000;
const NOON_MS = 1_800_000_000_000;

const WITH_PIN = makeSubject(1, { badge: '1024', pin: PIN_HASH });
const WITHOUT_PIN = makeSubject(2, { badge: '2048' });
const PIN = '582914';

const VERDICT = verdictOf({ outcome: 'denied', reason: 'badgeAndPinWrong', source: 'pad' });

function desk({
  log = [] as readonly AuditEntry[],
  refusal = null as Refusal | null,
  subjects = [WITH_PIN, WITHOUT_PIN],
} = {}) {
  const clock = { nowMs: NOON_MS };
  const isPin = vi.fn((pin: string, stored: PinHash | null) =>
    Promise.resolve(stored !== null && pin === PIN),
  );
  const entriesSince = vi.fn(() => Promise.resolve(log));
  const noteGuessablePin = vi.fn();
  const badges = new Badges();
  for (const subject of subjects) badges.add(subject);
  const made = new PinDesk({
    subject: (id) => subjects.find((one) => one.id === id) ?? null,
    idOfBadge: (typed) => badges.find(typed),
    refusalOf: () => refusal,
    entriesSince,
    isPin,
    noteGuessablePin,
    nowMs: () => clock.nowMs,
  });
  const judge = (badge: string, pin: string) => made.judge(badge, pin);
  const judgeHeld = (factor: HeldFactor, badge: string, pin: string, id = WITH_PIN.id) =>
    made.judgeHeld(id, factor, { badge, pin });
  return { judge, judgeHeld, clock, isPin, entriesSince, noteGuessablePin };
}

describe('PinDesk', () => {
  it('lets the right PIN of a badge in, however the badge is typed', async () => {
    const { judge } = desk({ subjects: [makeSubject(1, { badge: 'AB12', pin: PIN_HASH })] });
    expect(await judge(' ab12', PIN)).toEqual({
      kind: 'judged',
      outcome: 'granted',
      reason: 'badgeAndPin',
      subjectId: WITH_PIN.id,
      triedSubjectId: WITH_PIN.id,
      blockedUntilMs: null,
    });
  });

  it('lets a PIN in that is too easy by the present rule, and tells of it', async () => {
    const { judge, judgeHeld, isPin, noteGuessablePin } = desk();
    await judge('1024', PIN);
    isPin.mockImplementation((pin) => Promise.resolve(pin === '190736'));
    expect(noteGuessablePin).not.toHaveBeenCalled();
    expect(await judge('1024', '190736')).toMatchObject({ outcome: 'granted' });
    expect(await judgeHeld('pin', '', '190736')).toMatchObject({ right: true });
    expect(noteGuessablePin.mock.calls).toEqual([[WITH_PIN.id], [WITH_PIN.id]]);
  });

  it('refuses a wrong PIN, a badge without PIN and a badge of nobody alike, and hashes each time', async () => {
    const { judge, isPin } = desk();
    const answers = [await judge('1024', '190736'), await judge('2048', PIN), await judge('4096', PIN)];
    for (const answer of answers) {
      expect(answer).toMatchObject({ outcome: 'denied', reason: 'badgeAndPinWrong', subjectId: null });
    }
    expect(isPin.mock.calls).toEqual([
      ['190736', PIN_HASH],
      [PIN, null],
      [PIN, null],
    ]);
  });

  it('refuses who may not pass now, and says so to nobody with a wrong PIN', async () => {
    const { judge } = desk({ refusal: 'outsideSchedule' });
    expect(await judge('1024', PIN)).toMatchObject({
      outcome: 'denied',
      reason: 'outsideSchedule',
      subjectId: null,
    });
    expect(await judge('1024', '190736')).toMatchObject({ reason: 'badgeAndPinWrong' });
  });

  it.each(['1024', '4096'])(
    'makes badge %s wait after five failures, without looking at the PIN',
    async (badge) => {
      const { judge, clock, isPin } = desk();
      for (let failure = 1; failure <= 4; failure += 1) {
        expect(await judge(badge, '190736')).toMatchObject({ blockedUntilMs: null });
      }
      expect(await judge(badge, '190736')).toMatchObject({ blockedUntilMs: NOON_MS + MINUTE_MS });
      isPin.mockClear();
      expect(await judge(badge, PIN)).toEqual({ kind: 'wait', untilMs: NOON_MS + MINUTE_MS });
      expect(isPin).not.toHaveBeenCalled();
      clock.nowMs += MINUTE_MS;
      expect(await judge(badge, PIN)).toMatchObject({ kind: 'judged' });
    },
  );

  it('goes on counting after a reload, from the log', async () => {
    const wrong = { kind: 'verdict', verdict: VERDICT, triedSubjectId: WITH_PIN.id } as const;
    const log = logOf([1, 2, 3, 4].map((second) => [NOON_MS - 10_000 + second, wrong]));
    const { judge, entriesSince } = desk({ log });
    expect(await judge('1024', '190736')).toMatchObject({ blockedUntilMs: NOON_MS + MINUTE_MS });
    expect(await judge('1024', PIN)).toMatchObject({ kind: 'wait' });
    expect(entriesSince).toHaveBeenCalledOnce();
  });
});

describe('what a recognised person shows besides the face', () => {
  it.each<[HeldFactor, string, string, boolean]>([
    ['pin', '', PIN, true],
    ['pin', '', '190736', false],
    ['badge', ' 1024', '', true],
    ['badge', '2048', PIN, false],
    ['badgeAndPin', '1024', PIN, true],
    ['badgeAndPin', '1024', '190736', false],
    ['badgeAndPin', '2048', PIN, false],
    ['badgeAndPin', '', PIN, false],
  ])('has to be theirs: %s “%s” “%s”', async (factor, badge, pin, right) => {
    expect(await desk().judgeHeld(factor, badge, pin)).toEqual({
      kind: 'judged',
      right,
      blockedUntilMs: null,
    });
  });

  it('is nothing of somebody who is gone, or who has neither', async () => {
    const { judgeHeld } = desk({ subjects: [makeSubject(3, { badge: null })] });
    expect(await judgeHeld('badge', '', '', makeSubject(3).id)).toMatchObject({ right: false });
    expect(await judgeHeld('pin', '', PIN)).toMatchObject({ right: false });
  });

  it('has a limit of its own, also in the log', async () => {
    const { judgeHeld, judge } = desk();
    for (let failure = 1; failure <= 5; failure += 1) await judgeHeld('pin', '', '190736');
    expect(await judgeHeld('pin', '', PIN)).toMatchObject({ kind: 'wait' });
    expect(await judge('1024', PIN)).toMatchObject({ outcome: 'granted' });
    const wrong = verdictOf({ outcome: 'denied', reason: 'heldWrong', source: 'pad' });
    const right = verdictOf({ subjectId: WITH_PIN.id, held: 'pin' });
    const log = logOf([
      [1, { kind: 'verdict', verdict: wrong, triedSubjectId: WITH_PIN.id }],
      [2, { kind: 'verdict', verdict: right }],
      [3, { kind: 'verdict', verdict: verdictOf({ subjectId: WITH_PIN.id }) }],
    ]);
    expect(pinTriesOf(log, NOON_MS)).toMatchObject([
      { badgeKey: `subject ${WITH_PIN.id}`, right: false, afterFace: true },
      { badgeKey: `subject ${WITH_PIN.id}`, right: true, afterFace: true },
    ]);
  });
});

describe('pinTriesOf', () => {
  it('takes tries with badge and PIN only, and none from the future', () => {
    const face: Verdict = { ...VERDICT, source: 'camera', reason: 'unknownSubject' };
    const right: Verdict = { ...VERDICT, outcome: 'granted', reason: 'badgeAndPin', subjectId: 'a' };
    const tries = pinTriesOf(
      logOf([
        [1, { kind: 'unlocked' }],
        [2, { kind: 'verdict', verdict: face }],
        [3, { kind: 'verdict', verdict: VERDICT, triedSubjectId: null }],
        [4, { kind: 'verdict', verdict: VERDICT, triedSubjectId: 'a' }],
        [99, { kind: 'verdict', verdict: right, triedSubjectId: 'a' }],
      ]),
      10,
    );
    expect(tries.map(({ atMs, right: fits }) => [atMs, fits])).toEqual([
      [3, false],
      [4, false],
      [10, true],
    ]);
    expect(tries[1].badgeKey).toBe(tries[2].badgeKey);
    expect(tries[0].badgeKey).not.toBe(tries[1].badgeKey);
  });
});
