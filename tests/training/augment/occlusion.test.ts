/** @file Cutout, crop in place and the blackouts: what they hide, and that they hide nothing else. */
import { describe, expect, it } from 'vitest';
import type { AlignmentPoints, Point } from '../../../src/core/observation.ts';
import { createRng } from '../../../src/core/rng/rng.ts';
import { createAugmenter } from '../../../training/augment/augmenter.ts';
import { cutoutBox } from '../../../training/augment/cutout.ts';
import { centroid, faceHull } from '../../../training/augment/hull.ts';
import type { AugmentConfig } from '../../../training/augment/types.ts';
import type { Picture } from '../../../training/image/picture.ts';
import { blackMask, countOf, isBlack, POINTS, SIDE, whitePicture } from './face-picture.ts';

const [LEFT_EYE, RIGHT_EYE, NOSE, LEFT_MOUTH, RIGHT_MOUTH] = POINTS;

/** An augmenter leaves its input alone, so one will do for all tests. */
const WHITE = whitePicture();

function augmented(config: AugmentConfig, seed: number, picture = WHITE): Promise<Picture> {
  return createAugmenter(config)(picture, createRng(seed));
}

function spread(config: AugmentConfig, seeds = 40, picture = WHITE): Promise<Picture[]> {
  const augment = createAugmenter(config);
  return Promise.all(Array.from({ length: seeds }, (_, seed) => augment(picture, createRng(seed))));
}

/** A quarter of the side: many draws in little time. */
function smallPicture(): Picture {
  const quarter = ({ x, y }: Point): Point => ({ x: x / 4, y: y / 4 });
  const points = POINTS.map(quarter) as unknown as AlignmentPoints;
  const data = new Uint8ClampedArray(40 * 40 * 4).fill(255);
  return { data, width: 40, height: 40, points, landmarks: WHITE.landmarks!.map((value) => value / 4) };
}

/** First and last black column and row. */
function boundsOf(picture: Picture): number[] {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  blackMask(picture).forEach((value, at) => {
    if (value === 0) return;
    left = Math.min(left, at % picture.width);
    right = Math.max(right, at % picture.width);
    top = Math.min(top, Math.floor(at / picture.width));
    bottom = Math.max(bottom, Math.floor(at / picture.width));
  });
  return [left, right, top, bottom];
}

describe('cutout', () => {
  it("covers the eyes with system 0's box, at half its pixels on a packed crop", async () => {
    const picture = await augmented({ cutout: { probability: 1, part: 'eyes' } }, 1);
    expect(isBlack(picture, LEFT_EYE) && isBlack(picture, RIGHT_EYE)).toBe(true);
    expect(isBlack(picture, NOSE)).toBe(false);
    expect(boundsOf(picture)).toEqual([
      Math.round(LEFT_EYE.x - 25),
      Math.round(RIGHT_EYE.x + 25) - 1,
      Math.round(RIGHT_EYE.y - 10),
      Math.round(LEFT_EYE.y + 10) - 1,
    ]);
  });

  it('covers mouth or nose, and any of the three when asked to', async () => {
    const mouth = await augmented({ cutout: { probability: 1, part: 'mouth' } }, 1);
    expect(isBlack(mouth, LEFT_MOUTH) && isBlack(mouth, RIGHT_MOUTH)).toBe(true);
    expect(isBlack(mouth, NOSE)).toBe(false);
    const nose = await augmented({ cutout: { probability: 1, part: 'nose' } }, 1);
    expect(isBlack(nose, NOSE)).toBe(true);
    expect(isBlack(nose, LEFT_EYE) || isBlack(nose, LEFT_MOUTH)).toBe(false);
    const masks = (await spread({ cutout: { probability: 1, part: 'any' } })).map((one) =>
      countOf(blackMask(one)),
    );
    expect(new Set(masks).size).toBe(3);
  });

  it('scales with the face', () => {
    const double = POINTS.map(({ x, y }) => ({ x: 2 * x, y: 2 * y })) as unknown as AlignmentPoints;
    const [small, large] = [cutoutBox(POINTS, 'nose'), cutoutBox(double, 'nose')];
    expect(large.width).toBeCloseTo(2 * small.width, 6);
    expect(large.height).toBeCloseTo(2 * small.height, 6);
    expect(large.height).toBeCloseTo(120, 0);
  });

  it('is clipped at the picture instead of wrapping to its other side', async () => {
    const points = POINTS.map(({ x, y }) => ({ x: x - 70, y })) as unknown as AlignmentPoints;
    const picture = await augmented({ cutout: { probability: 1, part: 'eyes' } }, 1, whitePicture(points));
    const [left, right] = boundsOf(picture);
    expect(left).toBe(0);
    expect(right).toBe(Math.round(points[1].x + 25) - 1);
  });
});

describe('crop', () => {
  it('keeps one rectangle of the aligned square, of the area and aspect asked for, in its place', async () => {
    const config: AugmentConfig = { crop: { probability: 1, area: [0.2, 0.5], aspect: [0.75, 1.3333] } };
    for (const picture of await spread(config)) {
      const kept = { ...picture, data: picture.data.map((value, at) => (at % 4 === 3 ? 255 : 255 - value)) };
      const [left, right, top, bottom] = boundsOf(kept);
      const [width, height] = [right - left + 1, bottom - top + 1];
      expect(countOf(blackMask(kept))).toBe(width * height);
      expect((width * height) / 112 ** 2).toBeGreaterThan(0.18);
      expect((width * height) / 112 ** 2).toBeLessThan(0.52);
      expect(width / height).toBeGreaterThan(0.72);
      expect(width / height).toBeLessThan(1.4);
      expect(Math.min(left, top)).toBeGreaterThanOrEqual(24);
      expect(Math.max(right, bottom)).toBeLessThan(136);
    }
  });
});

describe('blackout', () => {
  it('draws eyes half of the time, mouth a quarter, nose and nothing an eighth each', async () => {
    const small = smallPicture();
    const [leftEye, , , leftMouth] = small.points;
    const pictures = await spread({ blackout: { landmarks: 1 } }, 400, small);
    const share = (test: (picture: Picture) => boolean) => pictures.filter(test).length / pictures.length;
    expect(Math.abs(share((picture) => isBlack(picture, leftEye)) - 1 / 2)).toBeLessThan(0.08);
    expect(Math.abs(share((picture) => isBlack(picture, leftMouth)) - 1 / 4)).toBeLessThan(0.08);
    expect(Math.abs(share((picture) => countOf(blackMask(picture)) === 0) - 1 / 8)).toBeLessThan(0.06);
  });

  it('has the shape of a two-pixel line dilated by a cross ⌊D/4⌋ times', async () => {
    const picture = (await spread({ blackout: { landmarks: 1 } })).find((one) => isBlack(one, LEFT_EYE))!;
    const mask = blackMask(picture);
    // D = 35.2, hence 8 dilations; the line's own half width makes it 9.
    let wrong = 0;
    for (let at = 0; at < mask.length; at += 1) {
      const x = (at % SIDE) + 0.5;
      const y = Math.floor(at / SIDE) + 0.5;
      const along = Math.min(Math.max(x, LEFT_EYE.x), RIGHT_EYE.x);
      const distance = Math.abs(x - along) + Math.abs(y - (LEFT_EYE.y + RIGHT_EYE.y) / 2);
      if ((distance < 8.7 && mask[at] === 0) || (distance > 9.3 && mask[at] === 1)) wrong += 1;
    }
    expect(wrong).toBe(0);
  });

  it('takes one side of the hull about its centroid', async () => {
    const hull = faceHull(WHITE.landmarks!);
    const { x, y } = centroid(hull);
    expect(x).toBeCloseTo(80, 0);
    expect(y).toBeCloseTo(84, 0);
    const sides = new Set<string>();
    for (const picture of await spread({ blackout: { hull: 1 } })) {
      const [left, right, top, bottom] = boundsOf(picture);
      expect(left).toBeGreaterThanOrEqual(39);
      expect(right).toBeLessThanOrEqual(120);
      expect(top).toBeGreaterThanOrEqual(33);
      expect(bottom).toBeLessThanOrEqual(134);
      const area = Math.PI * 40 * 50;
      expect(Math.abs(countOf(blackMask(picture)) / area - 0.5)).toBeLessThan(0.05);
      sides.add(`${left < x - 5} ${right > x + 5} ${top < y - 5} ${bottom > y + 5}`);
    }
    expect(sides.size).toBe(4);
  });

  it('leaves a face without landmarks to the next kind', async () => {
    const picture = { ...WHITE, landmarks: null };
    expect(countOf(blackMask(await augmented({ blackout: { hull: 1 } }, 1, picture)))).toBe(0);
    const next = await augmented({ blackout: { hull: 1, bitMask: 1 } }, 1, picture);
    expect(countOf(blackMask(next))).toBeGreaterThan(0);
  });

  it('halves the picture at the nose, along the axes of a tilted face', async () => {
    const angle = Math.PI / 6;
    const turned = POINTS.map(({ x, y }) => ({
      x: 80 + Math.cos(angle) * (x - 80) - Math.sin(angle) * (y - 80),
      y: 80 + Math.sin(angle) * (x - 80) + Math.cos(angle) * (y - 80),
    })) as unknown as AlignmentPoints;
    const kinds = new Set<string>();
    for (let seed = 0; seed < 40; seed += 1) {
      const picture = await augmented({ blackout: { halfFace: 1 } }, seed, whitePicture(turned));
      const hidden = turned.map((point) => isBlack(picture, point));
      kinds.add([hidden[0], hidden[1], hidden[3], hidden[4]].map(Number).join(''));
    }
    expect([...kinds].sort()).toEqual(['0011', '0101', '1010', '1100']);
  });

  it('has six bit masks of two quarters each', async () => {
    const corners = [
      { x: 30, y: 30 },
      { x: 130, y: 30 },
      { x: 30, y: 130 },
      { x: 130, y: 130 },
    ];
    const kinds = new Set<string>();
    for (const picture of await spread({ blackout: { bitMask: 1 } }, 80)) {
      kinds.add(corners.map((corner) => Number(isBlack(picture, corner))).join(''));
    }
    expect([...kinds].sort()).toEqual(['0011', '0101', '0110', '1001', '1010', '1100']);
  });

  it("lets at most one kind act, with system 3's shares", async () => {
    const small = smallPicture();
    const [leftEye, rightEye] = small.points;
    const corners = [0.5, 39.5].flatMap((x) => [0.5, 39.5].map((y) => ({ x, y })));
    const shares = { none: 0, bitMask: 0, eyes: 0 };
    for (const picture of await spread(
      { blackout: { landmarks: 0.7, hull: 0.2, bitMask: 0.1 } },
      1000,
      small,
    )) {
      const area = countOf(blackMask(picture));
      if (area === 0) shares.none += 1;
      else if (corners.some((corner) => isBlack(picture, corner))) shares.bitMask += 1;
      else if (area < 120 && isBlack(picture, leftEye) && isBlack(picture, rightEye)) shares.eyes += 1;
    }
    // Nothing: .7 · ⅛ + .3 · .8 · .9.
    expect(Math.abs(shares.none / 1000 - 0.3035)).toBeLessThan(0.05);
    expect(Math.abs(shares.eyes / 1000 - 0.35)).toBeLessThan(0.05);
    expect(shares.bitMask / 1000).toBeGreaterThan(0.005);
    expect(shares.bitMask / 1000).toBeLessThan(0.05);
  });
});
