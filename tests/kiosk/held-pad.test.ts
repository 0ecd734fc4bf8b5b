/** @file The pad after the face: what it says to whom, and that one answer comes of one try. */
import { describe, expect, it, vi } from 'vitest';
import { HeldPad } from '../../src/kiosk/held-pad.ts';
import type { HeldAnswer } from '../../src/kiosk/pin-desk.ts';

const HELD = { subjectId: 'a', factor: 'pin' } as const;
const TYPED = { badge: '', pin: '582914' };
const RIGHT: HeldAnswer = { kind: 'judged', right: true, blockedUntilMs: null };
const WRONG: HeldAnswer = { ...RIGHT, right: false };

function padWith(...answers: readonly (HeldAnswer | Error)[]) {
  const queue = [...answers];
  const handlers = {
    judge: vi.fn(() => {
      const answer = queue.shift() ?? new Error('No answer is left.');
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    }),
    onRight: vi.fn(),
    onWrong: vi.fn(),
    onChange: vi.fn(),
    wallMs: () => 1_000_000,
  };
  const pad = new HeldPad(handlers);
  return { pad, handlers, submit: () => pad.submit(HELD, TYPED, () => 5_000) };
}

describe('HeldPad', () => {
  it('asks for what the person holds', () => {
    const { pad } = padWith();
    expect(pad.padFor({ ...HELD, factor: 'badge' })).toMatchObject({
      asks: 'badge',
      problem: null,
      waitS: 0,
    });
  });

  it('tells once that it is theirs', async () => {
    const { pad, handlers, submit } = padWith(RIGHT);
    await Promise.all([submit(), submit()]);
    expect(handlers.judge).toHaveBeenCalledOnce();
    expect(handlers.onRight).toHaveBeenCalledOnce();
    expect(handlers.onWrong).not.toHaveBeenCalled();
    expect(pad.padFor(HELD)).toMatchObject({ checking: false, problem: null });
  });

  it('logs what is wrong and lets them try again, until they have to wait', async () => {
    const { pad, handlers, submit } = padWith(
      WRONG,
      { ...WRONG, blockedUntilMs: 1_061_000 },
      {
        kind: 'wait',
        untilMs: 1_061_000,
      },
    );
    await submit();
    expect(pad.padFor(HELD)).toMatchObject({ problem: 'wrong', waitS: 0 });
    await submit();
    expect(pad.padFor(HELD)).toMatchObject({ problem: 'wrong', waitS: 61 });
    await submit();
    expect(pad.padFor(HELD)).toMatchObject({ problem: null, waitS: 61 });
    expect(handlers.onWrong).toHaveBeenCalledTimes(2);
    expect(handlers.onWrong).toHaveBeenCalledWith(
      expect.objectContaining({ outcome: 'denied', reason: 'heldWrong', source: 'pad', subjectId: null }),
      'a',
    );
    expect(handlers.onRight).not.toHaveBeenCalled();
  });

  it('tells the next person nothing of the last one, and owns up to what could not be checked', async () => {
    const { pad, submit } = padWith(WRONG, new Error('The log cannot be read.'));
    await submit();
    expect(pad.padFor({ ...HELD, subjectId: 'b' })).toMatchObject({ problem: null });
    await submit();
    expect(pad.padFor(HELD)).toMatchObject({ problem: 'failed', checking: false });
    pad.forget();
    expect(pad.padFor(HELD)).toMatchObject({ problem: null });
  });
});
