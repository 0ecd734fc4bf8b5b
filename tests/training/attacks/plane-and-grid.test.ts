/** @file Planes before a camera, and fine structure as its pixels see it. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/core/rng/rng.ts';
import { lampAmplitudes, transfer, waveSeen } from '../../../training/attacks/grid.ts';
import { applyHomography, invertHomography } from '../../../src/core/geometry/homography.ts';
import { drawTilt, tiltedPlane } from '../../../training/attacks/plane.ts';
import { step, valueNoise } from '../../../training/image/field.ts';

const centre = { x: 80, y: 70 };

describe('tiltedPlane', () => {
  it('keeps everything in place when it faces the camera', () => {
    const plane = tiltedPlane({ yawRad: 0, pitchRad: 0, rollRad: 0, distancePx: 500 }, centre);
    const moved = applyHomography(plane, { x: 13, y: 140 });
    expect(moved.x).toBeCloseTo(13, 9);
    expect(moved.y).toBeCloseTo(140, 9);
  });

  it('shows a turned plane narrower, its near side larger, its centre where it was', () => {
    const yawRad = Math.PI / 6;
    const plane = tiltedPlane({ yawRad, pitchRad: 0, rollRad: 0, distancePx: 500 }, centre);
    const middle = applyHomography(plane, centre);
    expect([middle.x, middle.y]).toEqual([expect.closeTo(80, 9), expect.closeTo(70, 9)]);
    // By hand: 40 to the right lie at depth 500 − 40·sin 30° = 480, so at 500·40·cos 30°/480 = 36.08 beside the centre.
    expect(applyHomography(plane, { x: 120, y: 70 }).x - 80).toBeCloseTo(36.084, 2);
    expect(80 - applyHomography(plane, { x: 40, y: 70 }).x).toBeCloseTo(
      (500 * 40 * Math.cos(yawRad)) / 520,
      2,
    );
  });

  it('is undone by its inverse', () => {
    const rng = createRng(4);
    for (let draw = 0; draw < 20; draw += 1) {
      const plane = tiltedPlane(drawTilt(rng, 1), centre);
      const point = { x: 160 * rng(), y: 160 * rng() };
      const back = applyHomography(invertHomography(plane), applyHomography(plane, point));
      expect(back.x).toBeCloseTo(point.x, 6);
      expect(back.y).toBeCloseTo(point.y, 6);
    }
  });

  it('cannot be projected back when it is seen edge-on', () => {
    const plane = tiltedPlane({ yawRad: Math.PI / 2, pitchRad: 0, rollRad: 0, distancePx: 500 }, centre);
    expect(() => invertHomography(plane)).toThrow('edge-on');
  });
});

describe('waveSeen', () => {
  const sharp = { pixelPx: 0.8, sigmaPx: 0.1 };
  const samples = (periodPx: number, count = 60): number[] => {
    const wave = waveSeen({ angleRad: 0, periodPx, phase: 0.2, amplitudes: lampAmplitudes(0.3, 1) }, sharp);
    return Array.from({ length: count }, (_, column) => (wave ? wave(column + 0.5, 7) : 1));
  };

  it('makes slow moiré of a grid that is nearly as fine as the pixels', () => {
    // 1 / 0.95 and 1 beat once in 19 pixels.
    const seen = samples(0.95, 38);
    const peaks = seen.filter(
      (value, at) => at > 0 && value > seen[at - 1] && value >= (seen[at + 1] ?? Infinity),
    );
    expect(peaks).toHaveLength(2);
    expect(Math.max(...seen) - Math.min(...seen)).toBeGreaterThan(0.1);
  });

  it('leaves nothing of a grid much finer than the pixels, and all of a coarse one', () => {
    expect(
      waveSeen({ angleRad: 0, periodPx: 0.08, phase: 0, amplitudes: [1] }, { pixelPx: 0.8, sigmaPx: 0.4 }),
    ).toBeNull();
    const coarse = samples(40);
    expect(Math.max(...coarse)).toBeCloseTo(1 + lampAmplitudes(0.3, 1)[0], 1);
  });

  it('keeps the mean light', () => {
    const seen = samples(3.7, 370);
    expect(seen.reduce((sum, value) => sum + value, 0) / seen.length).toBeCloseTo(1, 2);
  });

  it('loses more of a frequency to a larger blur', () => {
    expect(transfer({ pixelPx: 1, sigmaPx: 0 }, 0)).toBe(1);
    // sin(π/2)/(π/2)
    expect(transfer({ pixelPx: 1, sigmaPx: 0 }, 0.5)).toBeCloseTo(2 / Math.PI, 9);
    expect(transfer({ pixelPx: 1, sigmaPx: 0.5 }, 0.5)).toBeLessThan(
      transfer({ pixelPx: 1, sigmaPx: 0.3 }, 0.5),
    );
  });
});

describe('fields', () => {
  it('are smooth, bounded and the same for a seed', () => {
    const [field, again] = [valueNoise(createRng(1)), valueNoise(createRng(1))];
    for (let at = 0; at < 200; at += 1) {
      const [x, y] = [at * 0.37 - 20, at * 0.11];
      expect(field(x, y)).toBe(again(x, y));
      expect(Math.abs(field(x, y))).toBeLessThanOrEqual(1);
      expect(Math.abs(field(x + 0.01, y) - field(x, y))).toBeLessThan(0.05);
    }
  });

  it('step from 0 to 1, also backwards', () => {
    expect([step(2, 4, 1), step(2, 4, 3), step(2, 4, 5)]).toEqual([0, 0.5, 1]);
    expect([step(4, 2, 1), step(4, 2, 5)]).toEqual([1, 0]);
  });
});
