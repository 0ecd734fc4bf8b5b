/**
 * @file Attackers who read the screen and press its buttons, before the engine. Each is the same program that moves a
 * real head elsewhere: what it lacks is what the attack lacks.
 */
import { describe, expect, it } from 'vitest';
import type { Bend } from '../../../simulator/attack-clip/sheet.ts';
import type { FrameChange } from '../../../simulator/builders.ts';
import { POLICIES, type PolicyName } from '../../../src/core/decision/policies.ts';
import type { Verdict } from '../../../src/core/decision/types.ts';
import { drawLightSequence } from '../../../src/core/liveness/light.ts';
import type { LightSample } from '../../../src/core/observation.ts';
import { createRng, type Rng } from '../../../src/core/rng/rng.ts';
import { viewSheet } from '../../../simulator/tracked-head/head-model.ts';
import { FaceBeforeScreen, LitFace, type Scene } from '../../../simulator/tracked-head/lit-face.ts';
import { Responder } from '../liveness/simulated-head.ts';
import { contextOf, Session } from './session.ts';

const FRAME_MS = 83;
const LATENCY_MS = 40;
const ATTEMPTS = 100;

type Face = NonNullable<FrameChange['face']>;

interface Attack {
  /** What becomes of the obeying head's frame before the camera sees it. */
  readonly shows?: (face: Face, session: Session, rng: Rng) => Face;
  /** Presses the button as soon as the light is announced. */
  readonly declines?: boolean;
}

/** @returns What became of each attempt. */
function attempts(policy: PolicyName, { shows = (face) => face, declines = false }: Attack): Verdict[] {
  return Array.from({ length: ATTEMPTS }, (_, seed) => {
    const rng = createRng(seed + 7_000);
    const context = contextOf({
      policy: POLICIES[policy],
      random: createRng(seed),
      fakeThreshold: 0.5,
    });
    const session = new Session(context);
    const responder = new Responder(rng);
    for (;;) {
      const { face } = responder.frame(session.nowMs + FRAME_MS);
      const shown = shows({ ...face, fakeProbability: 0.1 }, session, rng);
      const verdict =
        session.show({ face: shown }, 1, FRAME_MS) ??
        (declines && session.last?.view.light ? session.decline() : null);
      if (verdict !== null) return verdict;
      if (session.last) responder.see(session.last.view, session.nowMs + LATENCY_MS);
    }
  });
}

/** How many were let in. @param attack - In words, for the figure that is printed. */
function granted(attack: string, verdicts: readonly Verdict[]): number {
  const count = verdicts.filter(({ outcome }) => outcome === 'granted').length;
  console.log(`${attack}: ${count} of ${verdicts.length} granted`);
  return count;
}

const INDOORS = { ratio: 0.3, lagMs: 100, framesPerSecond: 12, noise: 0.004, motion: 0.03, level: 0.2 };

/** A face on which `scene` shines whatever the screen shows. */
function litBy(scene: (rng: Rng) => Scene): Attack['shows'] {
  const faces = new WeakMap<Session, LitFace>();
  return (face, session, rng) => {
    const lit = faces.get(session) ?? new LitFace(scene(rng), rng);
    faces.set(session, lit);
    return withLight(face, lit.sample(session.nowMs % 10_000));
  };
}

function withLight(face: Face, light: LightSample | null): Face {
  return { ...face, liveness: { ...face.liveness, light } };
}

describe('a head that obeys and whose colour never follows the screen, under strict', () => {
  const unlit = (change: Partial<Scene>): Attack['shows'] =>
    litBy((rng) => ({ ...INDOORS, ratio: 0, ...change, shown: drawLightSequence(rng) }));
  const cases: [string, Attack][] = [
    ['presses the button', { declines: true }],
    ['stands in a lit room', { shows: unlit({}) }],
    ['stands in a dark room', { shows: unlit({ level: 0.03 }) }],
    ['stands before a window', { shows: unlit({ level: 0.9 }) }],
    ['has a background that clips', { shows: (face) => withLight(face, null) }],
    [
      'has a background that clips now and then',
      {
        shows: (face, session, rng) =>
          rng() < 0.8 ? withLight(face, null) : (unlit({})?.(face, session, rng) ?? face),
      },
    ],
    [
      'shines with colours of its own',
      { shows: litBy((rng) => ({ ...INDOORS, shown: drawLightSequence(rng) })) },
    ],
  ];

  it.each(cases)('is never granted when it %s', (name, attack) => {
    const verdicts = attempts('strict', attack);
    expect(granted(name, verdicts)).toBe(0);
    // It is the light that stops it: the challenges were answered.
    expect(verdicts.filter(({ challengeFailure }) => challengeFailure === null).length).toBeGreaterThan(95);
  });

  it('is granted when its colour does follow: the attack is one', () => {
    const faces = new WeakMap<Session, FaceBeforeScreen>();
    const shows: Attack['shows'] = (face, session, rng) => {
      const before = faces.get(session) ?? new FaceBeforeScreen(rng);
      faces.set(session, before);
      return withLight(face, before.sample(session.last?.view.light ?? null, session.nowMs));
    };
    expect(
      granted('a real head that the screen lights', attempts('strict', { shows })),
    ).toBeGreaterThanOrEqual(95);
  });
});

describe('a photo that is moved by hand as the screen asks, under standard', () => {
  /** A tracker tells a picture that is turned by 45° that it is turned by 14°. */
  const TOLD_SHARE = 14 / 45;
  const FURTHEST_DEG = 60;

  const photo =
    (bend: Bend): Attack['shows'] =>
    (face, _, rng) => {
      const { pose, liveness } = face;
      // The hand turns it as far as it takes for the ring to fill, or as far as it goes.
      const turn = Math.max(-FURTHEST_DEG, Math.min(FURTHEST_DEG, (pose?.yawDeg ?? 0) / TOLD_SHARE));
      const told = { yawDeg: turn * TOLD_SHARE, pitchDeg: pose?.pitchDeg ?? 0 };
      const { shape } = viewSheet(bend, { yawDeg: turn, pitchDeg: told.pitchDeg, noisePx: 0.5 }, told, rng);
      // Its eyes and its mouth stay as they are.
      return {
        ...face,
        pose: { ...pose, ...told },
        liveness: { ...liveness, shape, blink: 0.12, jawOpen: 0.03 },
      };
    };

  it.each<[string, Bend]>([
    ['flat', { kind: 'flat' }],
    ['pushed out by a thumb', { kind: 'pressed', heightMm: 20, widthMm: 15 }],
    ['folded level', { kind: 'folded', along: 'level', halfDeg: 20 }],
  ])('is granted in at most 1 of 100 attempts: %s', (name, bend) => {
    expect(granted(name, attempts('standard', { shows: photo(bend) }))).toBeLessThanOrEqual(1);
  });
});

describe('a swap that the fake detector sees in three quarters of the frames', () => {
  it.each(['convenience', 'standard'] as const)('is never granted by %s', (policy) => {
    const shows: Attack['shows'] = (face, session) => {
      const returning = session.last?.view.challenge?.stage === 'back';
      return { ...face, fakeProbability: returning || session.sequence % 4 === 3 ? 0.01 : 0.99 };
    };
    expect(granted(policy, attempts(policy, { shows }))).toBe(0);
  });
});
