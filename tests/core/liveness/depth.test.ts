import { describe, expect, it } from 'vitest';
import { judgeDepth, type TurnedShape } from '../../../src/core/liveness/depth.ts';
import { createRng, type Rng } from '../../../src/core/rng/rng.ts';
import { viewHead, viewPhoto } from './head-model.ts';

/** Of the landmarker in a webcam frame: steadier than this from frame to frame. */
const NOISE_PX = 0.7;

/** From ahead to the full turn in eight frames. */
const SHARES = [0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1];

function headTurn(yawDeg: number, pitchDeg: number, rng: Rng, noisePx = NOISE_PX): TurnedShape[] {
  return SHARES.map((share) =>
    viewHead({ yawDeg: share * yawDeg, pitchDeg: share * pitchDeg, noisePx }, rng),
  );
}

/** @param held - How far the photo is turned for each degree that the tracker tells: measured, four. */
function photoTurn(yawDeg: number, pitchDeg: number, rng: Rng, held = 4, noisePx = NOISE_PX): TurnedShape[] {
  return SHARES.map((share) =>
    viewPhoto(
      { yawDeg: share * yawDeg * held, pitchDeg: share * pitchDeg * held, noisePx },
      { yawDeg: share * yawDeg, pitchDeg: share * pitchDeg },
      rng,
    ),
  );
}

const TURNS = [
  [15, 0],
  [-20, 0],
  [25, 5],
  [0, 12],
  [0, -15],
] as const;

describe('judgeDepth', () => {
  it.each(TURNS)('sees the depth of a head that turns by %d° and %d°', (yawDeg, pitchDeg) => {
    const { state, residual, suspicion } = judgeDepth(headTurn(yawDeg, pitchDeg, createRng(1), 0));
    expect(state).toBe('passed');
    // By the canonical model the tip stands out by half the height from brows to cheekbones.
    expect(residual).toBeGreaterThan(0.48);
    expect(residual).toBeLessThan(0.6);
    expect(suspicion).toBeLessThan(0.5);
  });

  it.each(TURNS)('sees that a photo has none, however it is turned: %d° and %d°', (yawDeg, pitchDeg) => {
    const { state, residual, suspicion } = judgeDepth(photoTurn(yawDeg, pitchDeg, createRng(1), 3, 0));
    expect(state).toBe('failed');
    expect(residual).toBeCloseTo(0, 6);
    expect(suspicion).toBeGreaterThan(0.99);
  });

  it('errs seldom under a landmarker’s noise', () => {
    const rng = createRng(2);
    const trials = 400;
    let falseRejects = 0;
    let falseAccepts = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const [yawDeg, pitchDeg] = TURNS[trial % TURNS.length];
      if (judgeDepth(headTurn(yawDeg, pitchDeg, rng)).state !== 'passed') falseRejects += 1;
      if (judgeDepth(photoTurn(yawDeg, pitchDeg, rng, 3)).state !== 'failed') falseAccepts += 1;
    }
    expect(falseRejects / trials).toBeLessThanOrEqual(0.05);
    expect(falseAccepts / trials).toBeLessThanOrEqual(0.005);
  });

  it('takes a nose that moves against the turn for no depth', () => {
    const mirrored = headTurn(20, 0, createRng(3)).map((frame) => ({ ...frame, yawDeg: -frame.yawDeg }));
    const { state, residual } = judgeDepth(mirrored);
    expect(state).toBe('failed');
    expect(residual).toBeLessThan(-0.3);
  });

  it('is pending before a turn, whatever the order of the frames', () => {
    const rng = createRng(4);
    expect(judgeDepth([]).state).toBe('pending');
    expect(judgeDepth(headTurn(8, 0, rng))).toEqual({ state: 'pending', suspicion: null, residual: null });
    const turned = headTurn(20, 0, rng);
    expect(judgeDepth([...turned].reverse()).residual).toBeCloseTo(judgeDepth(turned).residual ?? 0, 9);
  });

  it('refuses shapes that do not belong together, or hold no number', () => {
    const [first, ...others] = headTurn(20, 0, createRng(5));
    expect(() => judgeDepth([{ ...first, shape: first.shape.slice(2) }, ...others])).toThrow(RangeError);
    expect(() => judgeDepth([{ ...first, shape: first.shape.map(() => NaN) }, ...others])).toThrow(
      RangeError,
    );
  });
});
