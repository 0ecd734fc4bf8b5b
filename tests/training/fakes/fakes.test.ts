/** @file Self-blended images and identity swaps on schematic faces. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/core/rng/rng.ts';
import type { Picture } from '../../../training/image/picture.ts';
import { selfBlend } from '../../../training/fakes/self-blend.ts';
import { swapFace } from '../../../training/fakes/swap-face.ts';
import { changes, isSame, meanColour, outsidePixels, schematicFace, SIZE } from './schematic-face.ts';

const SEEDS = Array.from({ length: 12 }, (_, seed) => seed);
const isOpaque = (picture: Picture): boolean =>
  picture.data.every((value, at) => at % 4 !== 3 || value === 255);

/** Black beyond a square about the middle, as a crop of a tight picture is. */
function tight(picture: Picture): Picture {
  const data = picture.data.slice();
  for (let pixel = 0; pixel < SIZE * SIZE; pixel += 1) {
    if (!isShown(pixel)) data.fill(0, pixel * 4, pixel * 4 + 3);
  }
  return { ...picture, data };
}
const fromMiddle = (pixel: number): number =>
  Math.max(Math.abs((pixel % SIZE) - 80), Math.abs(Math.floor(pixel / SIZE) - 80));
const isShown = (pixel: number): boolean => fromMiddle(pixel) < 40;
/** Beside the surroundings; the dark eyes lie further in. */
const isRim = (pixel: number): boolean => isShown(pixel) && fromMiddle(pixel) > 34;

/** Counts pixels where the surroundings changed, or where their black came into the picture. */
function spills(before: Picture, fake: Picture): number {
  const brightest = ({ data }: Picture, at: number): number => Math.max(data[at], data[at + 1], data[at + 2]);
  let count = 0;
  for (let pixel = 0; pixel < SIZE * SIZE; pixel += 1) {
    const value = brightest(fake, pixel * 4);
    if (!isShown(pixel) && value > 0) count += 1;
    if (isRim(pixel) && value < 20 && brightest(before, pixel * 4) > 60) count += 1;
  }
  return count;
}

describe('selfBlend', () => {
  const real = schematicFace();
  /** Blur and move may reach beyond the face by this. */
  const outside = outsidePixels(16);

  it('changes the face and keeps its points', () => {
    for (const seed of SEEDS) {
      const fake = selfBlend(real, createRng(seed));
      expect(Math.max(...changes(real, fake))).toBeGreaterThan(1);
      expect(fake.points).toEqual(real.points);
      expect(fake.landmarks).toEqual(real.landmarks);
      expect([fake.width, fake.height, fake.data.length]).toEqual([SIZE, SIZE, SIZE * SIZE * 4]);
      expect(isOpaque(fake)).toBe(true);
    }
  });

  it('leaves the surroundings alone when the source is what it changes, and not always', () => {
    const same = SEEDS.filter((seed) => {
      const changed = changes(real, selfBlend(real, createRng(seed)));
      return outside.every((pixel) => changed[pixel] === 0);
    });
    expect(same.length).toBeGreaterThan(1);
    expect(same.length).toBeLessThan(SEEDS.length);
  });

  it('keeps to what a tight crop shows', () => {
    const before = tight(real);
    for (const seed of SEEDS) expect(spills(before, selfBlend(before, createRng(seed)))).toBe(0);
  });

  it('works without landmarks, about the five points', () => {
    const bare = { ...real, landmarks: null };
    for (const seed of SEEDS.slice(0, 8)) {
      const changed = changes(bare, selfBlend(bare, createRng(seed)));
      expect(Math.max(...changed)).toBeGreaterThan(1);
    }
    expect(selfBlend(bare, createRng(3)).landmarks).toBeNull();
  });

  it('gives the same fake for the same seed, another for another, and never touches its input', () => {
    const before = { ...real, data: real.data.slice() };
    const one = selfBlend(real, createRng(5));
    expect(isSame(selfBlend(real, createRng(5)), one)).toBe(true);
    expect(isSame(selfBlend(real, createRng(6)), one)).toBe(false);
    expect(isSame(real, before)).toBe(true);
  });
});

describe('swapFace', () => {
  const head = schematicFace({ skin: [180, 130, 100], wall: [40, 160, 60] });

  it("puts the face's features into the head and leaves everything outside the face as it was", () => {
    // A bright spot on the nose that only the face has.
    const face = schematicFace({ skin: [180, 130, 100] });
    for (let row = 76; row < 90; row += 1) {
      for (let column = 72; column < 88; column += 1)
        face.data.set([255, 255, 0, 255], (row * SIZE + column) * 4);
    }
    for (const seed of SEEDS) {
      const fake = swapFace({ head, face }, createRng(seed));
      const changed = changes(head, fake);
      expect(outsidePixels(0).every((pixel) => changed[pixel] === 0)).toBe(true);
      expect(isOpaque(fake)).toBe(true);
      const [red, green, blue] = meanColour(fake, 77, 81, 6, 4);
      expect(Math.min(red, green) - blue).toBeGreaterThan(60);
      expect(red - meanColour(head, 77, 81, 6, 4)[0]).toBeGreaterThan(5);
    }
  });

  it('keeps to what the tight crops of head and face show', () => {
    const face = schematicFace({ skin: [230, 215, 205] });
    const tightHead = tight(head);
    for (const seed of SEEDS) {
      expect(spills(tightHead, swapFace({ head: tightHead, face }, createRng(seed)))).toBe(0);
      const fake = swapFace({ head, face: tight(face) }, createRng(seed));
      // The chin, of which the face's picture shows nothing, stays the head's.
      expect(meanColour(fake, 70, 126, 20, 8)).toEqual(meanColour(head, 70, 126, 20, 8));
      expect(meanColour(fake, 70, 86, 20, 8)).not.toEqual(meanColour(head, 70, 86, 20, 8));
    }
  });

  it("fits the face's colours to the head's", () => {
    const pale = schematicFace({ skin: [230, 215, 205] });
    const before = meanColour(pale, 70, 74, 20, 8);
    const wanted = meanColour(head, 70, 74, 20, 8);
    for (const seed of SEEDS) {
      const got = meanColour(swapFace({ head, face: pale }, createRng(seed)), 70, 74, 20, 8);
      const left = Math.abs(got[1] - wanted[1]) / Math.abs(before[1] - wanted[1]);
      expect(left).toBeLessThan(0.65);
    }
  });

  it('has no hard seam: colours step gently from head to face', () => {
    const red = schematicFace({ skin: [255, 40, 40] });
    const plain = { ...head, data: head.data.slice() };
    for (let at = 0; at < plain.data.length; at += 4) plain.data.set([120, 120, 120, 255], at);
    for (const seed of SEEDS.slice(0, 8)) {
      const fake = swapFace({ head: plain, face: red }, createRng(seed));
      const row = Array.from({ length: SIZE }, (_, column) => fake.data[(84 * SIZE + column) * 4 + 1]);
      const entry = row.findIndex((value) => Math.abs(value - 120) > 1);
      expect(entry).toBeGreaterThan(0);
      expect(Math.abs(row[entry] - row[entry - 1])).toBeLessThan(60);
    }
  });

  it("moves features towards the face's own proportions, and tells where they are", () => {
    const long = schematicFace({ mouthDropPx: 6 });
    for (const seed of SEEDS) {
      const fake = swapFace({ head, face: long }, createRng(seed));
      expect(fake.points[3].y).toBeGreaterThan(head.points[3].y);
      expect(fake.points[3].y).toBeLessThan(long.points[3].y);
      const { landmarks } = fake;
      expect(landmarks?.[2 * 61 + 1]).toBeCloseTo(fake.points[3].y, 2);
      // The outline stays the head's.
      expect(landmarks?.[2 * 10 + 1]).toBe(head.landmarks[2 * 10 + 1]);
      expect(landmarks?.[2 * 152]).toBe(head.landmarks[2 * 152]);
    }
  });

  it('takes pictures of different sizes', () => {
    const face = schematicFace();
    const small: Picture = {
      data: face.data.slice(0, 80 * 80 * 4),
      width: 80,
      height: 80,
      points: face.points.map(({ x, y }) => ({ x: x / 2, y: y / 2 })) as unknown as Picture['points'],
      landmarks: face.landmarks.map((value) => value / 2),
    };
    const fake = swapFace({ head, face: small }, createRng(1));
    expect(fake.data.length).toBe(head.data.length);
  });

  it('gives the same fake for the same seed and never touches its input', () => {
    const face = schematicFace({ skin: [230, 215, 205] });
    const [headBefore, faceBefore] = [head, face].map((it) => ({ ...it, data: it.data.slice() }));
    const landmarks = head.landmarks.slice();
    const one = swapFace({ head, face }, createRng(5));
    expect(isSame(swapFace({ head, face }, createRng(5)), one)).toBe(true);
    expect(isSame(swapFace({ head, face }, createRng(6)), one)).toBe(false);
    expect(isSame(head, headBefore) && isSame(face, faceBefore)).toBe(true);
    expect(head.landmarks).toEqual(landmarks);
  });

  it('refuses landmarks that lie outside the picture', () => {
    const far = { ...head, landmarks: head.landmarks.map((value) => value + 1000) };
    expect(() => swapFace({ head: far, face: head }, createRng(1))).toThrow(/outside its picture of 160×160/);
  });

  it('refuses pictures without landmarks, by name', () => {
    const bare = { ...head, landmarks: null };
    expect(() => swapFace({ head: bare, face: head }, createRng(1))).toThrow(
      /478 landmarks of the head, got 0/,
    );
    expect(() => swapFace({ head, face: bare }, createRng(1))).toThrow(/of the face, got 0/);
  });
});
