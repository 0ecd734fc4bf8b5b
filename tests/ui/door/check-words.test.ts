/** @file What the door says to people who come outside their hours, or whose face it no longer knows. */
import { describe, expect, it } from 'vitest';
import { IDLE_VIEW, verdictOf } from '../../../simulator/builders.ts';
import type { DecisionView, Verdict } from '../../../src/core/decision/types.ts';
import { checkWords } from '../../../src/ui/door/check-words.ts';
import type { CheckSituation } from '../../../src/kiosk/check-situation.ts';

type Live = CheckSituation & { readonly kind: 'live' };

function wordsOf(verdict: Verdict, change: Partial<Live> = {}) {
  const view: DecisionView = { ...IDLE_VIEW, phase: verdict.outcome, verdict, untilMs: 1 };
  return checkWords({
    kind: 'live',
    view,
    hint: null,
    subjectName: 'Ada',
    claimed: false,
    demo: false,
    opensNothing: false,
    opening: false,
    shining: false,
    outdated: false,
    anyOutdated: false,
    hubOverdue: false,
    hours: null,
    ...change,
  });
}

describe('the door’s words', () => {
  it('tell who comes outside their hours when they may enter', () => {
    const words = wordsOf(verdictOf({ outcome: 'denied', reason: 'outsideSchedule' }), {
      hours: 'Mon–Fri 8:00–18:00',
    });
    expect(words).toMatchObject({
      tone: 'bad',
      title: 'Not at this time',
      advice: 'You may enter Mon–Fri 8:00–18:00.',
    });
    expect(words.advice).not.toContain('Ada');
  });

  it('say what is asked while the hub is not heard for too long, and why somebody is refused then', () => {
    const idle = wordsOf(verdictOf(), { view: IDLE_VIEW, hubOverdue: true });
    expect(idle.advice).toContain('Have your badge number and your PIN ready.');
    const lacking = verdictOf({ outcome: 'denied', reason: 'heldLacking' });
    expect(wordsOf(lacking, { hubOverdue: true }).advice).toContain('You do not have both here.');
    expect(wordsOf(lacking).advice).toContain('badge or PIN, and you have none');
  });

  it('tell nobody hours who is refused for anything else', () => {
    const words = wordsOf(verdictOf({ outcome: 'denied', reason: 'unknownSubject' }), {
      hours: 'Mon–Fri 8:00–18:00',
    });
    expect(words.advice).not.toContain('Mon');
  });

  it('ask whoever got in by badge and PIN to enrol the face again, and nobody else', () => {
    const granted = verdictOf({ reason: 'badgeAndPin' });
    expect(wordsOf(granted, { outdated: true }).advice).toContain('enrol your face again');
    expect(wordsOf(granted).advice).toBe('Please come in.');
  });

  it('ask nobody in where nothing opens, whatever let them in, and still name them', () => {
    for (const reason of ['matched', 'badgeAndPin'] as const) {
      for (const outdated of [false, true]) {
        const words = wordsOf(verdictOf({ reason }), { opensNothing: true, outdated });
        expect(words).toMatchObject({ tone: 'good', title: 'Hello, Ada' });
        expect(words.advice).toContain('This is a demonstration: it opens nothing.');
        expect(`${words.title} ${words.advice}`).not.toMatch(/come in|welcome|enter/iu);
      }
    }
  });

  it('invite nobody to enter where nothing opens', () => {
    const view = { ...IDLE_VIEW, phase: 'searching' } as const;
    const idle = wordsOf(verdictOf(), { view, opensNothing: true });
    expect(idle).toMatchObject({ title: 'Look here' });
    expect(idle.advice).toContain('opens nothing');
    expect(wordsOf(verdictOf(), { view }).title).toBe('Look here to enter');
  });

  it('tell whom the kiosk does not know how to enter, while faces have to be enrolled again', () => {
    const stranger = verdictOf({ outcome: 'denied', reason: 'unknownSubject' });
    expect(wordsOf(stranger, { anyOutdated: true }).advice).toContain('use badge and PIN');
    expect(wordsOf(stranger).advice).not.toContain('use badge and PIN');
    const notTheClaimed = verdictOf({ outcome: 'denied', reason: 'notTheClaimedSubject', mode: 'verify' });
    expect(wordsOf(notTheClaimed, { anyOutdated: true }).advice).toContain('use badge and PIN');
    const other = verdictOf({ outcome: 'denied', reason: 'livenessFailed' });
    expect(wordsOf(other, { anyOutdated: true })).toEqual(wordsOf(other));
  });
});
