/**
 * @file What a slow device makes of people, recordings and attackers: nobody who does what is asked is refused for the
 * device's slowness, and nobody else is let in because of it.
 */
import { describe, expect, it } from 'vitest';
import type { FrameChange } from '../../../simulator/builders.ts';
import { attempt as attemptOf } from '../../../simulator/attackers/attempt.ts';
import { SPECIES } from '../../../simulator/attackers/species.ts';
import { SlowDevice } from '../../../simulator/slow-device.ts';
import { POLICIES, type PolicyName } from '../../../src/core/decision/policies.ts';
import type { Verdict } from '../../../src/core/decision/types.ts';
import { createRng } from '../../../src/core/rng/rng.ts';
import { contextOf, Session } from '../decision/session.ts';
import { CHAINS, LoopedReplay, Responder } from './simulated-head.ts';

const SLOW_MS = 240_000;

/** One attempt before a device that follows so many frames a second. */
function attempt(
  policy: PolicyName,
  framesPerSecond: number,
  seed: number,
  frameAt: (ms: number) => FrameChange,
  see: (session: Session, shownMs: number) => void = () => undefined,
): Verdict | null {
  const random = createRng(seed);
  const session = new Session(contextOf({ policy: POLICIES[policy], random, fakeThreshold: 0.5 }));
  const device = new SlowDevice(framesPerSecond, session.nowMs);
  while (session.nowMs < 120_000) {
    const nowMs = session.nowMs + device.gapMs;
    const { face } = frameAt(nowMs);
    const frame = { face: face && { ...face, fakeProbability: 0.1 } };
    const verdict = session.show(device.take(frame, nowMs), 1, device.gapMs);
    if (verdict !== null) return verdict;
    see(session, session.nowMs + device.latencyMs);
  }
  return null;
}

function people(policy: PolicyName, framesPerSecond: number, count: number): (Verdict | null)[] {
  return Array.from({ length: count }, (_, seed) => {
    const responder = new Responder(createRng(seed + 50_000));
    return attempt(
      policy,
      framesPerSecond,
      seed,
      (ms) => responder.frame(ms),
      ({ last }, shownMs) => {
        if (last) responder.see(last.view, shownMs);
      },
    );
  });
}

const isGranted = (verdict: Verdict | null): boolean => verdict?.outcome === 'granted';

describe('a person who does what is asked, under standard', () => {
  it.each([
    [30, 0.98],
    [20, 0.98],
    [12, 0.98],
    [8, 0.98],
    [6, 0.95],
    [5, 0.95],
    [4, 0.9],
  ])(
    'at %i frames a second is granted',
    (framesPerSecond, share) => {
      const verdicts = people('standard', framesPerSecond, 200);
      const timesMs = verdicts.flatMap((verdict) => (isGranted(verdict) ? [verdict?.elapsedMs ?? 0] : []));
      timesMs.sort((a, b) => a - b);
      const p95Ms = timesMs[Math.ceil(0.95 * timesMs.length) - 1];
      console.log(
        `${framesPerSecond} frames a second: ${timesMs.length} of 200 granted, p95 ${Math.round(p95Ms)} ms`,
      );
      expect(timesMs.length / 200).toBeGreaterThanOrEqual(share);
    },
    SLOW_MS,
  );

  it.each<[PolicyName, number]>([
    ['standard', 3],
    ['standard', 2],
    ['strict', 4],
  ])(
    'is told by %s at %i frames a second that the device is too slow, and it is no failure',
    (policy, rate) => {
      const verdicts = people(policy, rate, 20);
      expect(verdicts.map((verdict) => verdict?.reason)).toEqual(Array(20).fill('deviceTooSlow'));
    },
  );

  it('is let in by convenience at two frames a second', () => {
    expect(people('convenience', 2, 50).filter(isGranted)).toHaveLength(50);
  });
});

describe('a recording of every challenge in a loop, under standard', () => {
  it.each([20, 8, 5])(
    'at %i frames a second is granted in at most 1 of 100 attempts',
    (framesPerSecond) => {
      const count = 2_000;
      const replay = new LoopedReplay(CHAINS, createRng(4));
      const phases = createRng(77);
      const granted = Array.from({ length: count }, (_, seed) => {
        const phaseMs = phases() * replay.loopMs;
        return attempt('standard', framesPerSecond, seed, (ms) => replay.frame(ms + phaseMs));
      }).filter(isGranted).length;
      console.log(`every challenge in a loop, ${framesPerSecond} frames a second: ${granted} of ${count}`);
      expect(granted / count).toBeLessThanOrEqual(0.01);
    },
    SLOW_MS,
  );
});

describe('an attacker who reads the prompts, under standard', () => {
  const RESISTED = ['flat photo', 'photo pressed out by 2 cm'];
  const resisted = SPECIES.filter(({ name, change }) => change !== null || RESISTED.includes(name));

  it.each(resisted.map((species) => [species.name, species] as const))(
    'gains nothing from a slow device: %s',
    (_, species) => {
      for (const framesPerSecond of [8, 6, 5, 4]) {
        const verdicts = Array.from({ length: 50 }, (__, seed) =>
          attemptOf(species, { policy: 'standard', framesPerSecond, room: 'lit' }, seed),
        );
        expect(verdicts.filter(isGranted).length, `${framesPerSecond} frames a second`).toBe(0);
      }
    },
    SLOW_MS,
  );
});
