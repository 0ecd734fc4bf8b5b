/** @file What the door shows while it is told to open, and when that came to nothing. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { verdictOf } from '../../simulator/builders.ts';
import type { Verdict } from '../../src/core/decision/types.ts';
import type { DoorOutcome } from '../../src/core/site/door-order.ts';
import { DoorNotice, NOTICE_MS } from '../../src/kiosk/door-notice.ts';

const FIRST = verdictOf({ atMs: 1_000 });
const SECOND = verdictOf({ atMs: 2_000 });
const FAILED: DoorOutcome = { kind: 'failed', reason: 'unreachable' };

let onChange: ReturnType<typeof vi.fn<() => void>>;
let notice: DoorNotice;
beforeEach(() => {
  onChange = vi.fn<() => void>();
  notice = new DoorNotice(onChange);
});

const follow = (which: Verdict, waits: boolean, outcome: Promise<DoorOutcome>, atMs = 0) =>
  notice.follow(which, waits, outcome, () => atMs);

describe('DoorNotice', () => {
  it('says that the door is being opened until it has answered', async () => {
    let answer: (outcome: DoorOutcome) => void = () => undefined;
    const done = follow(FIRST, true, new Promise((resolve) => (answer = resolve)));
    expect(notice.isOpening(FIRST)).toBe(true);
    expect(notice.isOpening(SECOND)).toBe(false);
    expect(notice.isOpening(null)).toBe(false);
    answer({ kind: 'confirmed' });
    await done;
    expect(notice.isOpening(FIRST)).toBe(false);
    expect(notice.trouble).toBeNull();
    expect(onChange).toHaveBeenCalledTimes(2);
  });

  it.each<[DoorOutcome['kind'], DoorOutcome]>([
    ['sent', { kind: 'sent' }],
    ['none', { kind: 'none' }],
  ])('is content with %s, of which no answer can come', async (_kind, outcome) => {
    await follow(FIRST, false, Promise.resolve(outcome));
    expect(notice.isOpening(FIRST)).toBe(false);
    expect(notice.trouble).toBeNull();
  });

  it('tells for a while that the door did not answer, and then no more', async () => {
    await follow(FIRST, true, Promise.resolve(FAILED), 5_000);
    expect(notice.trouble).toBe('unanswered');
    notice.tick(5_000 + NOTICE_MS - 1);
    expect(notice.trouble).toBe('unanswered');
    notice.tick(5_000 + NOTICE_MS);
    expect(notice.trouble).toBeNull();
  });

  it('tells apart a grant that could not even be logged', async () => {
    await follow(FIRST, true, Promise.reject(new Error('full')));
    expect(notice.trouble).toBe('unlogged');
  });

  it('does not tell the next person what happened to the one before', async () => {
    let answer: (outcome: DoorOutcome) => void = () => undefined;
    const first = follow(FIRST, true, new Promise((resolve) => (answer = resolve)));
    await follow(SECOND, true, Promise.resolve({ kind: 'confirmed' }));
    answer(FAILED);
    await first;
    expect(notice.trouble).toBeNull();
    expect(notice.isOpening(FIRST)).toBe(false);
  });
});
