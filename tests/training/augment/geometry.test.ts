/** @file Mirroring, view, misalignment and the warp that carries them out. */
import { FaceLandmarker } from '@mediapipe/tasks-vision';
import { describe, expect, it } from 'vitest';
import { ARCFACE } from '../../../src/core/align/template.ts';
import { createRng } from '../../../src/core/rng/rng.ts';
import { alignPicture } from '../../../training/augment/align-picture.ts';
import { createAugmenter } from '../../../training/augment/augmenter.ts';
import { flipLandmarks } from '../../../training/augment/flip.ts';
import { MIRRORED_LANDMARK } from '../../../training/augment/landmark-mirror.ts';
import { misalign, moveView, pointsForMove } from '../../../training/augment/view.ts';
import type { Picture } from '../../../training/image/picture.ts';
import {
  MARGIN_PX,
  meanDifference,
  pictureOf,
  POINTS,
  sameBytes,
  SIDE,
  wavyPicture,
} from './face-picture.ts';

const flip = createAugmenter({ flip: { probability: 1 } });

describe('flip', () => {
  it('moves pixels, points and landmarks to the other side and gives them their new names', async () => {
    const picture = wavyPicture();
    const flipped = await flip(picture, createRng(1));
    const at = (x: number, y: number) => (y * SIDE + x) * 4;
    expect(flipped.data.slice(at(3, 50), at(3, 50) + 4)).toEqual(
      picture.data.slice(at(SIDE - 4, 50), at(SIDE - 4, 50) + 4),
    );
    expect(flipped.points[0]).toEqual({ x: SIDE - POINTS[1].x, y: POINTS[1].y });
    expect(flipped.points[3]).toEqual({ x: SIDE - POINTS[4].x, y: POINTS[4].y });
    expect(flipped.points[0].x).toBeLessThan(flipped.points[1].x);
    // 33 and 263: the outer corners of the eyes.
    expect(flipped.landmarks![2 * 33]).toBeCloseTo(SIDE - picture.landmarks![2 * 263], 4);
    expect(flipped.landmarks![2 * 33 + 1]).toBe(picture.landmarks![2 * 263 + 1]);
  });

  it('gives the picture back when it is done twice', async () => {
    const picture = wavyPicture();
    const back = await flip(await flip(picture, createRng(1)), createRng(2));
    expect(sameBytes(back.data, picture.data)).toBe(true);
    back.points.forEach(({ x, y }, index) => {
      expect(x).toBeCloseTo(POINTS[index].x, 9);
      expect(y).toBe(POINTS[index].y);
    });
    const errors = [...back.landmarks!].map((value, at) => Math.abs(value - picture.landmarks![at]));
    expect(Math.max(...errors)).toBeLessThan(1e-4);
  });

  it('mirrors what the network sees', async () => {
    const picture = wavyPicture();
    const seen = alignPicture(picture, 112);
    const mirrored = alignPicture(await flip(picture, createRng(1)), 112);
    const back = new Uint32Array(mirrored.buffer.slice(0));
    for (let row = 0; row < 112; row += 1) back.subarray(row * 112, (row + 1) * 112).reverse();
    // The template is not quite symmetric, by 0.5 px at the nose.
    expect(meanDifference(new Uint8ClampedArray(back.buffer), seen)).toBeLessThan(5);
    expect(meanDifference(mirrored, seen)).toBeGreaterThan(40);
  });

  it('refuses landmarks that are not 478', () => {
    expect(() => flipLandmarks(new Float32Array(20), 160)).toThrow(/478 landmarks, got 10/);
  });
});

describe('mirrored landmarks', () => {
  const edges = (lines: readonly { start: number; end: number }[]) =>
    new Set(lines.map(({ start, end }) => `${Math.min(start, end)}-${Math.max(start, end)}`));
  const mirrored = (lines: readonly { start: number; end: number }[]) =>
    edges(lines.map(({ start, end }) => ({ start: MIRRORED_LANDMARK[start], end: MIRRORED_LANDMARK[end] })));

  it('trade places in pairs', () => {
    const twice = MIRRORED_LANDMARK.map((other) => MIRRORED_LANDMARK[other]);
    expect(twice).toEqual(MIRRORED_LANDMARK.map((_, index) => index));
  });

  it("map MediaPipe's own contours and irises onto each other", () => {
    const contours = FaceLandmarker.FACE_LANDMARKS_CONTOURS;
    expect(mirrored(contours)).toEqual(edges(contours));
    expect(mirrored(FaceLandmarker.FACE_LANDMARKS_RIGHT_IRIS)).toEqual(
      edges(FaceLandmarker.FACE_LANDMARKS_LEFT_IRIS),
    );
  });

  it("map MediaPipe's mesh onto itself but for the few edges that it lays askew", () => {
    const mesh = edges(FaceLandmarker.FACE_LANDMARKS_TESSELATION);
    const kept = [...mirrored(FaceLandmarker.FACE_LANDMARKS_TESSELATION)].filter((edge) => mesh.has(edge));
    expect(mesh.size - kept.length).toBeLessThanOrEqual(6);
  });
});

/** Centre of the bright pixels of a square crop. */
function spotOf(crop: Uint8ClampedArray, size: number): { x: number; y: number } {
  let [sum, x, y] = [0, 0, 0];
  for (let at = 0; at < size * size; at += 1) {
    const weight = crop[at * 4];
    sum += weight;
    x += weight * ((at % size) + 0.5);
    y += weight * (Math.floor(at / size) + 0.5);
  }
  return { x: x / sum, y: y / sum };
}

/** Black but for a soft spot at this place of the aligned 112² square. */
function spottedPicture(x: number, y: number): Picture {
  return pictureOf((column, row) => {
    const square = (column + 0.5 - MARGIN_PX - x) ** 2 + (row + 0.5 - MARGIN_PX - y) ** 2;
    const value = 255 * Math.exp(-square / 8);
    return [value, value, value];
  });
}

describe('alignPicture', () => {
  it('cuts the aligned square out of a packed crop', () => {
    const spot = spotOf(alignPicture(spottedPicture(40, 70), 112), 112);
    expect(spot.x).toBeCloseTo(40, 1);
    expect(spot.y).toBeCloseTo(70, 1);
  });

  it('scales to other sizes and margins', () => {
    const small = spotOf(alignPicture(spottedPicture(40, 70), 64), 64);
    expect(small.x).toBeCloseTo((40 * 64) / 112, 1);
    const loose = spotOf(
      alignPicture(spottedPicture(40, 70), 128, { alignment: { ...ARCFACE, margin: 0.2 } }),
      128,
    );
    expect(loose.y).toBeCloseTo(((70 + 0.2 * 112) * 128) / (112 * 1.4), 1);
  });

  it('fills a given buffer', () => {
    const output = new Uint8ClampedArray(64 * 64 * 4);
    expect(alignPicture(wavyPicture(), 64, { output })).toBe(output);
    expect(sameBytes(output, alignPicture(wavyPicture(), 64))).toBe(true);
  });
});

describe('view', () => {
  const seenAt = (points: Picture['points'], x: number, y: number) =>
    spotOf(alignPicture({ ...spottedPicture(x, y), points }, 112), 112);

  it('shifts, scales and turns the face as it says', () => {
    const shift = pointsForMove(POINTS, { a: 1, b: 0, tx: 8, ty: -5 });
    expect(seenAt(shift, 50, 60).x).toBeCloseTo(58, 1);
    expect(seenAt(shift, 50, 60).y).toBeCloseTo(55, 1);
    const turn = pointsForMove(POINTS, { a: 0, b: 1, tx: SIDE, ty: 0 });
    // Clockwise by 90° about the middle: what was to the right is now below.
    expect(seenAt(turn, 76, 56).x).toBeCloseTo(56, 1);
    expect(seenAt(turn, 76, 56).y).toBeCloseTo(76, 1);
  });

  it('stays within its limits and leaves the middle where it is but for the shift', () => {
    const rng = createRng(4);
    const knobs = { probability: 1, shift: 0, scale: 0.2, rotateDeg: 10 };
    const angles: number[] = [];
    const scales: number[] = [];
    for (let draw = 0; draw < 200; draw += 1) {
      const moved = moveView(POINTS, knobs, rng);
      const across = { x: moved[1].x - moved[0].x, y: moved[1].y - moved[0].y };
      const before = { x: POINTS[1].x - POINTS[0].x, y: POINTS[1].y - POINTS[0].y };
      scales.push(Math.hypot(before.x, before.y) / Math.hypot(across.x, across.y));
      angles.push(((Math.atan2(before.y, before.x) - Math.atan2(across.y, across.x)) * 180) / Math.PI);
    }
    expect(Math.max(...scales)).toBeLessThanOrEqual(1.2 + 1e-9);
    expect(Math.min(...scales)).toBeGreaterThanOrEqual(0.8 - 1e-9);
    expect(Math.max(...scales) - Math.min(...scales)).toBeGreaterThan(0.35);
    expect(Math.max(...angles.map(Math.abs))).toBeLessThanOrEqual(10 + 1e-9);
    expect(Math.max(...angles)).toBeGreaterThan(9);
    expect(Math.min(...angles)).toBeLessThan(-9);
    const middle = seenAt(moveView(POINTS, knobs, rng), 56, 56);
    expect(middle.x).toBeCloseTo(56, 1);
    expect(middle.y).toBeCloseTo(56, 1);
  });

  it('shifts by a share of the square, along both axes', () => {
    const rng = createRng(6);
    const shifts = Array.from({ length: 200 }, () => {
      const moved = moveView(POINTS, { probability: 1, shift: 0.1, scale: 0, rotateDeg: 0 }, rng);
      return [moved[2].x - POINTS[2].x, moved[2].y - POINTS[2].y];
    }).flat();
    expect(Math.max(...shifts.map(Math.abs))).toBeLessThanOrEqual(11.2 + 1e-9);
    expect(Math.max(...shifts)).toBeGreaterThan(10);
    expect(Math.min(...shifts)).toBeLessThan(-10);
  });
});

describe('misalign', () => {
  it('moves each point by a Gaussian of the sigma given, in proportion to the face', () => {
    const rng = createRng(5);
    const double = pointsForMove(POINTS, { a: 0.5, b: 0, tx: 0, ty: 0 });
    const errors: number[] = [];
    for (let draw = 0; draw < 500; draw += 1) {
      const moved = misalign(double, { probability: 1, sigmaPx: [1.5, 1.5] }, rng);
      moved.forEach(({ x, y }, index) => errors.push(x - double[index].x, y - double[index].y));
    }
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
    expect(Math.abs(mean)).toBeLessThan(0.15);
    expect(Math.abs(deviation - 3)).toBeLessThan(0.15);
  });

  it('changes the aligned picture but not the pixels it is taken from', async () => {
    const picture = wavyPicture();
    const off = await createAugmenter({ misalign: { probability: 1, sigmaPx: [2, 2] } })(
      picture,
      createRng(7),
    );
    expect(sameBytes(off.data, picture.data)).toBe(true);
    expect(off.landmarks).toEqual(picture.landmarks);
    expect(meanDifference(alignPicture(off, 112), alignPicture(picture, 112))).toBeGreaterThan(1);
  });
});
