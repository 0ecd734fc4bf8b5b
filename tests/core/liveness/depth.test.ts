import { describe, expect, it } from 'vitest';
import type { Bend } from '../../../simulator/attack-clip/sheet.ts';
import type { DecisionView } from '../../../src/core/decision/types.ts';
import type { Gesture } from '../../../src/core/liveness/challenge.ts';
import { judgeDepth, type TurnedShape } from '../../../src/core/liveness/depth.ts';
import { createRng, type Rng } from '../../../src/core/rng/rng.ts';
import { viewHead, viewSheet } from '../../../simulator/tracked-head/head-model.ts';
import { Responder } from './simulated-head.ts';

/** Of the landmarker in a webcam frame: steadier than this from frame to frame. */
const NOISE_PX = 0.5;

/** From ahead to the full turn in eight frames. */
const SHARES = [0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1];

/** Held or told. */
interface Angles {
  readonly yawDeg: number;
  readonly pitchDeg: number;
}

function sideways(yawDeg: number): Angles {
  return { yawDeg, pitchDeg: 0 };
}

function part({ yawDeg, pitchDeg }: Angles, share: number): Angles {
  return { yawDeg: share * yawDeg, pitchDeg: share * pitchDeg };
}

function headTurn(to: Angles, rng: Rng, noisePx = NOISE_PX): TurnedShape[] {
  return SHARES.map((share) => viewHead({ ...part(to, share), noisePx }, rng));
}

/** A sheet that is turned much further than the tracker tells. */
function sheetTurn(bend: Bend, held: Angles, told: Angles, rng: Rng, noisePx = NOISE_PX): TurnedShape[] {
  return SHARES.map((share) => viewSheet(bend, { ...part(held, share), noisePx }, part(told, share), rng));
}

/** What the tracker was seen to tell of such sheets that are turned by 45°: `npm run bench -- depth`. */
const SHEETS: readonly (readonly [name: string, bend: Bend, toldDeg: number])[] = [
  ['flat', { kind: 'flat' }, 13],
  ['rolled', { kind: 'rolled', along: 'upright', radiusMm: 100 }, 17],
  ['rolled as narrow as a head', { kind: 'rolled', along: 'upright', radiusMm: 60 }, 17],
  ['folded', { kind: 'folded', along: 'upright', halfDeg: 25 }, 16],
  ['folded level', { kind: 'folded', along: 'level', halfDeg: 30 }, 14],
  ['pushed out 2 cm by a thumb', { kind: 'pressed', heightMm: 20, widthMm: 20 }, 14],
  ['pushed out 3.5 cm', { kind: 'pressed', heightMm: 35, widthMm: 20 }, 15],
];
const PRESSED = SHEETS[5][1];

const TURNS = [sideways(13), sideways(-16), sideways(27), { yawDeg: 25, pitchDeg: 5 }];

describe('judgeDepth', () => {
  it.each(TURNS)('sees the depth of a head that turns by $yawDeg° and $pitchDeg°', (turn) => {
    const { state, relief, untoldDeg, suspicion } = judgeDepth(headTurn(turn, createRng(1), 0));
    expect(state).toBe('passed');
    // The canonical face itself; half a metre away its near parts look larger by the rest.
    expect(relief).toBeGreaterThan(1.2);
    expect(relief).toBeLessThan(1.4);
    expect(Math.abs(untoldDeg ?? NaN)).toBeLessThan(5);
    expect(suspicion).toBeLessThan(0.05);
  });

  // A chain asks for a turn while a nod is held.
  it.each([-22, 22])('sees the depth of a head that turns while it nods by %d°', (pitchDeg) => {
    const rng = createRng(6);
    const nods = [0, 0.5, 1].map((share) => part({ yawDeg: 0, pitchDeg }, share));
    const turns = [0.3, 0.6, 0.9, 1].map((share) => ({ yawDeg: 16 * share, pitchDeg }));
    const frames = [...nods, ...turns].map((view) => viewHead({ ...view, noisePx: NOISE_PX }, rng));
    const { state, untoldDeg } = judgeDepth(frames);
    expect(state).toBe('passed');
    expect(Math.abs(untoldDeg ?? NaN)).toBeLessThan(6);
  });

  it.each(SHEETS)('fails a sheet, %s, that is turned by 45° and told less', (_, bend, toldDeg) => {
    for (const side of [1, -1]) {
      const frames = sheetTurn(bend, sideways(45 * side), sideways(toldDeg * side), createRng(2));
      const { state, untoldDeg, suspicion } = judgeDepth(frames);
      expect(state).toBe('failed');
      expect(untoldDeg).toBeGreaterThan(15);
      expect(suspicion).toBeGreaterThan(0.9);
    }
  });

  it.each(SHEETS)('fails a sheet, %s, that is turned by 30° and told 14°', (_, bend) => {
    const { state } = judgeDepth(sheetTurn(bend, sideways(30), sideways(14), createRng(2)));
    expect(state).toBe('failed');
  });

  it('finds no relief on flat paper, also where the told turn is the true one', () => {
    const { state, relief } = judgeDepth(
      sheetTurn({ kind: 'flat' }, sideways(27), sideways(27), createRng(1), 0),
    );
    expect(state).toBe('failed');
    expect(Math.abs(relief ?? NaN)).toBeLessThan(0.2);
  });

  it('fails a pressed photo that turns from one side to the other, as narrow at both', () => {
    const rng = createRng(3);
    const frames = [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1].map((share) =>
      viewSheet(PRESSED, { ...sideways(24 * share), noisePx: NOISE_PX }, sideways(7 * share), rng),
    );
    expect(judgeDepth(frames).state).toBe('failed');
  });

  it('fails a pressed photo that is tilted as far as it is turned, so that it keeps its proportions', () => {
    const held = { yawDeg: 42, pitchDeg: 42 };
    const frames = sheetTurn(PRESSED, held, { yawDeg: 14, pitchDeg: 8 }, createRng(4));
    expect(judgeDepth(frames).state).toBe('failed');
  });

  it('passes a head that turns from one side to the other, and nods besides', () => {
    const rng = createRng(5);
    const ways = [-1, -0.6, -0.2, 0.2, 0.6, 1].map((share) => sideways(16 * share));
    const nods = [-22, -12, 12, 22].map((pitchDeg) => ({ yawDeg: 0, pitchDeg }));
    const frames = [...ways, ...nods].map((view) => viewHead({ ...view, noisePx: NOISE_PX }, rng));
    expect(judgeDepth(frames).state).toBe('passed');
  });

  it('takes a face that moves against the turn for no depth', () => {
    const mirrored = headTurn(sideways(20), createRng(3)).map((frame) => ({
      ...frame,
      yawDeg: -frame.yawDeg,
    }));
    const { state, relief } = judgeDepth(mirrored);
    expect(state).toBe('failed');
    expect(relief).toBeLessThan(-1);
  });

  it('is pending before a turn to a side, whatever the order of the frames', () => {
    const rng = createRng(4);
    expect(judgeDepth([]).state).toBe('pending');
    const { state, suspicion, relief } = judgeDepth(headTurn({ yawDeg: 8, pitchDeg: 20 }, rng));
    expect({ state, suspicion, relief }).toEqual({ state: 'pending', suspicion: null, relief: null });
    const turned = headTurn(sideways(20), rng);
    expect(judgeDepth([...turned].reverse()).relief).toBeCloseTo(judgeDepth(turned).relief ?? 0, 9);
  });

  it('refuses shapes that do not belong together, or hold no number', () => {
    const [first, ...others] = headTurn(sideways(20), createRng(5));
    expect(() => judgeDepth([{ ...first, shape: first.shape.slice(2) }, ...others])).toThrow(RangeError);
    expect(() => judgeDepth([{ ...first, shape: first.shape.map(() => NaN) }, ...others])).toThrow(
      RangeError,
    );
  });
});

describe('a person who turns as asked', () => {
  // Depth is required: a person whom it does not answer is refused.
  it.each([10, 15, 30])('gets an answer at %d frames a second', (fps) => {
    const trials = 60;
    let passed = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const rng = createRng(trial);
      if (judgeDepth(answered(trial % 2 === 0 ? 'turnLeft' : 'turnRight', fps, rng)).state === 'passed') {
        passed += 1;
      }
    }
    expect(passed / trials).toBeGreaterThanOrEqual(0.98);
  });

  function answered(kind: 'turnLeft' | 'turnRight', fps: number, rng: Rng): TurnedShape[] {
    const responder = new Responder(rng);
    const frames: TurnedShape[] = [];
    const stages = [null, 'act', 'back'] as const;
    stages.forEach((stage, at) => {
      const startMs = at * 1_500;
      if (stage !== null) responder.see(asking({ kind, goal: 16, stage }), startMs);
      for (let nowMs = startMs; nowMs < startMs + 1_500; nowMs += 1_000 / fps) {
        const { face } = responder.frame(nowMs);
        const { yawDeg = NaN, pitchDeg = NaN } = face?.pose ?? {};
        frames.push({ yawDeg, pitchDeg, shape: face?.liveness?.shape ?? [] });
      }
    });
    return frames;
  }

  /** What a responder reads of it. */
  function asking(challenge: Gesture & { readonly stage: 'act' | 'back' }): DecisionView {
    return { challenge } as DecisionView;
  }
});
