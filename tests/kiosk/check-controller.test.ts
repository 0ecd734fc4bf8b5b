/** @file The door's controller over the real engine: who is told what, and how often. */
import { describe, expect, it, vi } from 'vitest';
import { type FaceChange, observationOf } from '../../simulator/builders.ts';
import { POLICIES } from '../../src/core/decision/policies.ts';
import type { DecisionContext } from '../../src/core/decision/types.ts';
import { createRng } from '../../src/core/rng/rng.ts';
import { ApproachMemory } from '../../src/kiosk/approach-memory.ts';
import { CheckController } from '../../src/kiosk/check-controller.ts';

const CONTEXT: DecisionContext = {
  policy: { ...POLICIES.standard, liveness: POLICIES.convenience.liveness },
  mode: { kind: 'identify' },
  similarityThreshold: 0.5,
  continuityThreshold: 0.35,
  fakeThreshold: null,
  attackThreshold: null,
  rehearsal: false,
  random: createRng(1),
  subjectCount: 2,
  refusalOf: () => null,
  entryOf: () => ({ rule: 'face', accommodations: [], hasBadge: true, hasPin: true }),
};

function door(context: () => DecisionContext | null = () => CONTEXT) {
  const memory = new ApproachMemory();
  const handlers = {
    context,
    memory: () => memory,
    onVerdict: vi.fn(),
    onClosed: vi.fn(),
    onStrangers: vi.fn(),
    onReady: vi.fn(),
    onChange: vi.fn(),
  };
  const controller = new CheckController(handlers);
  let sequence = 0;
  /** Feeds frames 100 ms apart from `fromMs` to `toMs`. */
  const feed = (fromMs: number, toMs: number, face: FaceChange | null) => {
    for (let t = fromMs; t < toMs; t += 100) controller.observe(observationOf(++sequence, t, { face }));
  };
  return { controller, handlers, feed, memory };
}

const STRANGER = { matches: [{ subjectId: 'a', similarity: 0.1 }] };

describe('CheckController', () => {
  it('hands a verdict on once, however long it is shown', () => {
    const { controller, handlers, feed } = door();
    feed(0, 2_000, {});
    controller.tick(2_100);
    expect(handlers.onVerdict).toHaveBeenCalledOnce();
    expect(handlers.onVerdict.mock.calls[0][0]).toMatchObject({ outcome: 'granted', subjectId: 'a' });
    expect(controller.view.phase).toBe('granted');
  });

  it('says when the next person may come, after the last one has gone', () => {
    const { controller, handlers, feed } = door();
    feed(0, 1_000, {});
    feed(1_000, 8_000, null);
    expect(handlers.onReady).toHaveBeenCalledOnce();
    expect(controller.view.phase).toBe('searching');
  });

  it('begins no attempt with the frame that ends a wait: a claim may have to come first', () => {
    const VERIFYING = { ...CONTEXT, mode: { kind: 'verify', claimedSubjectId: 'a' } } as const;
    let claimed = true;
    const { controller, handlers, feed } = door(() =>
      claimed || controller.view.phase !== 'searching' ? VERIFYING : null,
    );
    feed(0, 2_000, STRANGER);
    expect(controller.view.phase).toBe('denied');
    claimed = false;
    feed(2_000, 20_000, STRANGER);
    expect(controller.view.phase).toBe('searching');
    expect(handlers.onVerdict).toHaveBeenCalledOnce();
  });

  it('judges nothing while paused, and begins anew afterwards', () => {
    const { controller, handlers, feed } = door();
    feed(0, 200, {});
    expect(controller.view.phase).not.toBe('searching');
    controller.setPaused(true);
    expect(controller.view.phase).toBe('searching');
    feed(200, 3_000, {});
    expect(handlers.onVerdict).not.toHaveBeenCalled();
    controller.setPaused(false);
    feed(3_000, 5_000, {});
    expect(handlers.onVerdict).toHaveBeenCalledOnce();
  });

  it('judges nothing without a context', () => {
    const { controller, handlers, feed } = door(() => null);
    feed(0, 3_000, {});
    expect(handlers.onVerdict).not.toHaveBeenCalled();
    expect(controller.view.phase).toBe('searching');
  });

  it('forgives nothing when judging ends in an attempt, as by a camera that stands still', () => {
    let judging = true;
    const asking = { ...CONTEXT, policy: POLICIES.standard };
    const { controller, feed, memory } = door(() => (judging ? asking : null));
    let t = 0;
    while (controller.view.challenge?.stage !== 'act') feed(t, (t += 100), {});
    judging = false;
    controller.setPaused(true);
    expect(controller.view.phase).toBe('searching');
    expect(memory.value.failures).toHaveLength(1);
  });

  it('tells once of a face that is closed, which a new page and a restart do not forget', () => {
    const fakes = door(() => ({ ...CONTEXT, fakeThreshold: 0.5 }));
    const { controller, handlers, feed, memory } = fakes;
    let t = 0;
    for (let attempt = 0; attempt < 5; attempt++, t += 8_000) {
      feed(t, t + 3_000, { fakeProbability: 0.95 });
      feed(t + 3_000, t + 8_000, null);
    }
    expect(handlers.onVerdict).toHaveBeenCalledTimes(5);
    expect(handlers.onClosed.mock.calls).toMatchObject([[{ subjectId: 'a' }]]);
    controller.restart();
    feed(t, t + 1_000, { fakeProbability: 0.1 });
    expect(handlers.onVerdict.mock.lastCall).toMatchObject([{ reason: 'faceClosed' }]);
    const next = new CheckController({ ...handlers, onVerdict: vi.fn() });
    next.observe(observationOf(1, t + 1_000, { face: null }));
    expect(memory.closedAt(t)).toHaveLength(1);
    memory.reopen('a');
    feed(t + 1_000, t + 6_000, null);
    feed(t + 6_000, t + 7_000, { fakeProbability: 0.1 });
    expect(handlers.onVerdict.mock.lastCall).toMatchObject([{ outcome: 'granted' }]);
  });

  it('tells once when more strangers came within an hour than the policy allows', () => {
    const { handlers, feed } = door(() => ({ ...CONTEXT, policy: POLICIES.convenience }));
    for (let t = 0; t < 20 * 5_000; t += 5_000) {
      feed(t, t + 300, STRANGER);
      feed(t + 300, t + 5_000, null);
    }
    expect(handlers.onVerdict).not.toHaveBeenCalled();
    expect(handlers.onStrangers.mock.calls).toEqual([[5]]);
  });

  it('judges a refused person again once they ask for it', () => {
    const { controller, handlers, feed } = door();
    feed(0, 9_000, STRANGER);
    expect(handlers.onVerdict).toHaveBeenCalledOnce();
    controller.retry();
    feed(9_000, 12_000, STRANGER);
    expect(handlers.onVerdict).toHaveBeenCalledTimes(2);
  });

  it('takes frames that are numbered anew after a restart', () => {
    const { controller, handlers, feed } = door();
    feed(0, 300, null);
    controller.restart();
    for (let i = 1; i <= 20; i++) controller.observe(observationOf(i, 1_000 + i * 100));
    expect(handlers.onVerdict).toHaveBeenCalledOnce();
  });

  it('shows a hint only once it has lasted', () => {
    const { controller, feed } = door();
    const far = { quality: { faceSizePx: 40 }, embedding: null, matches: null };
    feed(0, 200, far);
    expect(controller.hint).toBeNull();
    feed(200, 600, far);
    expect(controller.hint).toBe('moveCloser');
  });
});
