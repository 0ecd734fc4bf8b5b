/** @file The course of an entry with badge and PIN: what is shown when, and how it ends. */
import { describe, expect, it, vi } from 'vitest';
import type { Verdict } from '../../src/core/decision/types.ts';
import { LEAVE_MS, PAD_IDLE_MS, PinController } from '../../src/kiosk/pin-controller.ts';
import type { PinAnswer } from '../../src/kiosk/pin-desk.ts';

const GRANTED: PinAnswer = {
  kind: 'judged',
  outcome: 'granted',
  reason: 'badgeAndPin',
  subjectId: 'a',
  triedSubjectId: 'a',
  blockedUntilMs: null,
};
const WRONG: PinAnswer = { ...GRANTED, outcome: 'denied', reason: 'badgeAndPinWrong', subjectId: null };

function pad(...answers: readonly (PinAnswer | Error)[]) {
  const clock = { wallMs: 1_000_000 };
  const queue = [...answers];
  const handlers = {
    mayOpen: vi.fn(() => true),
    judge: vi.fn(() => {
      const answer = queue.shift();
      if (answer === undefined) throw new Error('No answer is left.');
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    }),
    onVerdict: vi.fn(),
    policy: () => ({ grantedHoldMs: 3_000, deniedHoldMs: 4_000 }),
    mode: () => 'identify' as const,
    onChange: vi.fn(),
    wallMs: () => clock.wallMs,
  };
  const controller = new PinController(handlers);
  const submit = (atMs: number) => controller.submit('1024', '582914', () => atMs);
  return { controller, handlers, submit, clock };
}

describe('PinController', () => {
  it('shows a grant, then waits for the person to leave, then is the door again', async () => {
    const { controller, handlers, submit } = pad(GRANTED);
    controller.open(1_000);
    await submit(5_000);
    expect(handlers.onVerdict).toHaveBeenCalledOnce();
    expect(handlers.onVerdict.mock.calls[0]).toMatchObject([
      { outcome: 'granted', reason: 'badgeAndPin', source: 'pad', subjectId: 'a', elapsedMs: 4_000 },
      'a',
    ]);
    expect(controller.view).toMatchObject({ phase: 'granted', untilMs: 8_000 });
    controller.seeFace(7_900);
    controller.tick(8_000);
    expect(controller.view).toMatchObject({ phase: 'cooldown', verdict: null });
    controller.tick(8_500);
    expect(controller.state.kind).toBe('leaving');
    controller.tick(8_900);
    expect(controller.state.kind).toBe('closed');
    expect(controller.view).toBeNull();
  });

  it('does not wait for ever while a face stays before the camera', async () => {
    const { controller, submit } = pad(GRANTED);
    controller.open(0);
    await submit(0);
    controller.tick(3_000);
    for (let atMs = 3_000; atMs < 3_000 + LEAVE_MS; atMs += 500) {
      controller.seeFace(atMs);
      controller.tick(atMs);
      expect(controller.state.kind).toBe('leaving');
    }
    controller.tick(3_000 + LEAVE_MS);
    expect(controller.state.kind).toBe('closed');
  });

  it('opens for the next person while the one before still stands there', async () => {
    const { controller, submit } = pad(GRANTED);
    controller.open(0);
    await submit(0);
    controller.open(10);
    expect(controller.state.kind).toBe('verdict');
    controller.tick(3_000);
    controller.seeFace(3_000);
    controller.open(3_100);
    expect(controller.state).toMatchObject({ kind: 'open', problem: null });
    expect(controller.view).toBeNull();
  });

  it('stays open after a wrong PIN, and tells how long to wait', async () => {
    const { controller, handlers, submit, clock } = pad(
      WRONG,
      { ...WRONG, blockedUntilMs: 1_060_000 },
      {
        kind: 'wait',
        untilMs: 1_060_000,
      },
    );
    controller.open(0);
    await submit(10);
    expect(controller.state).toMatchObject({ kind: 'open', checking: false, problem: 'wrong', waitS: 0 });
    await submit(20);
    expect(controller.state).toMatchObject({ problem: 'wrong', waitS: 60 });
    await submit(30);
    expect(controller.state).toMatchObject({ problem: null, waitS: 60 });
    // A try that was not judged is no verdict.
    expect(handlers.onVerdict).toHaveBeenCalledTimes(2);
    clock.wallMs += 59_500;
    controller.touch(59_000);
    controller.tick(59_500);
    expect(controller.state).toMatchObject({ waitS: 1 });
    clock.wallMs += 500;
    controller.tick(60_000);
    expect(controller.state).toMatchObject({ waitS: 0 });
  });

  it('shows who may not pass now the refusal, and is no verdict when the log fails', async () => {
    const { controller, handlers, submit } = pad(new Error('no log'), {
      ...GRANTED,
      outcome: 'denied',
      reason: 'outsideSchedule',
      subjectId: null,
      triedSubjectId: 'a',
    });
    controller.open(0);
    await submit(0);
    expect(controller.state).toMatchObject({ kind: 'open', problem: 'failed' });
    expect(handlers.onVerdict).not.toHaveBeenCalled();
    await submit(0);
    expect(controller.view).toMatchObject({ phase: 'denied', untilMs: 4_000 });
    // The log has who it was; the door is told of nobody.
    expect(handlers.onVerdict).toHaveBeenCalledWith(
      expect.objectContaining({ subjectId: null, refusedSubjectId: 'a' }),
      'a',
    );
  });

  it('judges one try at a time, and cannot be closed meanwhile', async () => {
    const { controller, handlers, submit } = pad(GRANTED, GRANTED);
    controller.open(0);
    const [first, second] = [submit(0), submit(0)];
    controller.close();
    controller.tick(PAD_IDLE_MS);
    await Promise.all([first, second]);
    expect(handlers.judge).toHaveBeenCalledOnce();
    expect(controller.state.kind).toBe('verdict');
  });

  it('opens by itself for who asked for it or could not be checked, and for no other refusal', async () => {
    const { controller, handlers, submit } = pad(WRONG);
    controller.open(0);
    await submit(0);
    const [refused] = handlers.onVerdict.mock.calls[0] as [Verdict];
    controller.close();
    controller.followUp({ ...refused, reason: 'livenessFailed' }, 10);
    expect(controller.state.kind).toBe('closed');
    for (const change of [
      { reason: 'noAlternative' },
      { reason: 'livenessSignalMissing' },
      { reason: 'deviceTooSlow' },
      { reason: 'unknownSubject', told: 'livenessSignalMissing' },
    ] as const) {
      controller.followUp({ ...refused, ...change }, 20);
      expect(controller.state).toMatchObject({ kind: 'open', instead: true, problem: null });
      controller.close();
    }
    controller.followUp({ ...refused, reason: 'unknownSubject' }, 25);
    expect(controller.state.kind).toBe('closed');
    handlers.mayOpen.mockReturnValue(false);
    controller.followUp({ ...refused, reason: 'noAlternative' }, 30);
    controller.open(40);
    expect(controller.state.kind).toBe('closed');
  });

  it('closes when asked to, and when nobody touches it', () => {
    const { controller } = pad();
    controller.open(0, true);
    expect(controller.state).toMatchObject({ kind: 'open', instead: true });
    controller.touch(20_000);
    controller.tick(PAD_IDLE_MS);
    expect(controller.state.kind).toBe('open');
    controller.tick(20_000 + PAD_IDLE_MS);
    expect(controller.state.kind).toBe('closed');
    controller.open(90_000);
    controller.close();
    expect(controller.state.kind).toBe('closed');
  });
});
