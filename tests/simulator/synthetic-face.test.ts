/** @file The synthetic faces are what other tests take them for: distinct, moving as told, readable as a camera. */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { AlignmentPoints } from '../../src/core/observation.ts';
import { renderSyntheticClip, SYNTHETIC_PEOPLE, syntheticPerson } from '../../simulator/synthetic-face.ts';
import { momentAt } from '../../simulator/synthetic-face/motion.ts';
import { AT_REST, DRAFT, Portrait } from '../../simulator/synthetic-face/portrait.ts';

const person = SYNTHETIC_PEOPLE.b;
const SECONDS = 4;
const moments = (motion: 'turns' | 'calm') =>
  Array.from({ length: 120 }, (_, index) => momentAt(person, motion, index / 30, SECONDS));

describe('syntheticPerson', () => {
  it('gives the same person for a seed, and others for other seeds', () => {
    expect(syntheticPerson(5)).toEqual(syntheticPerson(5));
    const traits = Array.from({ length: 50 }, (_, seed) =>
      JSON.stringify({ ...syntheticPerson(seed), seed: 0 }),
    );
    expect(new Set(traits).size).toBe(50);
  });
});

describe('momentAt', () => {
  it('ends where it begins', () => {
    for (const motion of ['turns', 'calm'] as const) {
      const first = momentAt(person, motion, 0, SECONDS);
      const last = momentAt(person, motion, SECONDS - 1e-6, SECONDS);
      expect(last.rollDeg).toBeCloseTo(first.rollDeg, 3);
      expect(last.swayMm[0]).toBeCloseTo(first.swayMm[0], 3);
      expect(last.eyesOpen).toBeCloseTo(first.eyesOpen, 3);
    }
  });

  it('turns to the subject’s left, right, up and down, in this order, and holds each', () => {
    const poses = moments('turns');
    const held = (test: (moment: (typeof poses)[number]) => boolean): { frames: number; middle: number } => {
      const indices = poses.flatMap((moment, index) => (test(moment) ? [index] : []));
      return { frames: indices.length, middle: indices[Math.floor(indices.length / 2)] };
    };
    const sides = [
      held(({ yawDeg }) => yawDeg > 12),
      held(({ yawDeg }) => yawDeg < -12),
      held(({ pitchDeg }) => pitchDeg > 15),
      held(({ pitchDeg }) => pitchDeg < -10),
    ];
    for (const { frames } of sides) expect(frames).toBeGreaterThan(9);
    const order = sides.map(({ middle }) => middle);
    expect(order).toEqual([...order].sort((first, second) => first - second));
  });

  it('looks ahead throughout when calm', () => {
    for (const { yawDeg, pitchDeg } of moments('calm')) {
      expect(Math.abs(yawDeg)).toBeLessThan(4);
      expect(Math.abs(pitchDeg)).toBeLessThan(8);
    }
  });

  it('blinks, and mostly looks', () => {
    const open = moments('calm').map(({ eyesOpen }) => eyesOpen);
    expect(Math.min(...open)).toBeLessThan(0.05);
    expect(open.filter((value) => value > 0.95).length).toBeGreaterThan(90);
  });
});

describe('Portrait', () => {
  const portrait = new Portrait(person, DRAFT);
  const pointsAt = (pose: Partial<typeof AT_REST>): AlignmentPoints =>
    portrait.draw({ ...AT_REST, ...pose }, 1).points;
  const noseShift = ([left, right, nose]: AlignmentPoints) => ({
    x: nose.x - (left.x + right.x) / 2,
    y: nose.y - (left.y + right.y) / 2,
  });

  it('places the five points in template order, within the picture', () => {
    const [left, right, nose, leftMouth, rightMouth] = pointsAt({});
    expect(left.x).toBeLessThan(nose.x);
    expect(nose.x).toBeLessThan(right.x);
    expect(leftMouth.x).toBeLessThan(rightMouth.x);
    expect(nose.y).toBeGreaterThan(left.y);
    expect(leftMouth.y).toBeGreaterThan(nose.y);
    expect(right.x).toBeLessThan(320);
    expect(rightMouth.y).toBeLessThan(240);
  });

  it('follows the signs of `Pose`', () => {
    const ahead = noseShift(pointsAt({}));
    expect(ahead.x).toBeCloseTo(0, 5);
    expect(noseShift(pointsAt({ yawDeg: 20 })).x).toBeGreaterThan(3);
    expect(noseShift(pointsAt({ yawDeg: -20 })).x).toBeLessThan(-3);
    expect(noseShift(pointsAt({ pitchDeg: 15 })).y).toBeLessThan(ahead.y - 2);
    const [left, right] = pointsAt({ rollDeg: 10 });
    expect((Math.atan2(right.y - left.y, right.x - left.x) * 180) / Math.PI).toBeCloseTo(10, 0);
  });

  it('draws the same picture for the same moment, and another for shut eyes', () => {
    const open = portrait.draw(AT_REST, 1);
    expect(Buffer.compare(Buffer.from(portrait.draw(AT_REST, 1).rgb), Buffer.from(open.rgb))).toBe(0);
    const shut = portrait.draw({ ...AT_REST, eyesOpen: 0 }, 1);
    const [eye] = open.points;
    const pupil = (Math.round(eye.y) * open.width + Math.round(eye.x)) * 3;
    expect(shut.rgb[pupil] - open.rgb[pupil]).toBeGreaterThan(60);
  });
});

describe('an open mouth', () => {
  const portrait = new Portrait(person, DRAFT);
  const shut = portrait.draw(AT_REST, 1);
  const open = portrait.draw({ ...AT_REST, mouthOpen: 1 }, 1);
  const [, , , leftMouth, rightMouth] = shut.points;
  const x = Math.round((leftMouth.x + rightMouth.x) / 2);
  const lightAt = ({ rgb, width }: typeof shut, y: number): number => rgb[(y * width + x) * 3 + 1];

  it('is dark where the lips part, and lowers the chin', () => {
    const between = Math.round(leftMouth.y) + 9;
    expect(lightAt(shut, between) - lightAt(open, between)).toBeGreaterThan(40);
    const differing = shut.rgb.filter((value, index) => Math.abs(value - open.rgb[index]) > 30).length;
    expect(differing).toBeGreaterThan(500);
  });

  it('leaves eyes and forehead as they were', () => {
    const above = Math.round(shut.points[2].y) * shut.width * 3;
    expect(open.rgb.slice(0, above)).toEqual(shut.rgb.slice(0, above));
  });
});

describe('drawCutOut', () => {
  it('shows the person alone', () => {
    const { rgba, width, height } = new Portrait(person, DRAFT).drawCutOut(AT_REST);
    const opacityAt = (column: number, row: number): number => rgba[(row * width + column) * 4 + 3];
    expect(opacityAt(5, 5)).toBe(0);
    expect(opacityAt(width / 2, height / 2)).toBe(255);
  });
});

describe('renderSyntheticClip', () => {
  // Drawing in full detail takes its time on a busy machine.
  it('writes baseline 4:2:0 JPEGs one after the other, once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'clip-'));
    try {
      const out = join(folder, 'sub', 'clip.mjpeg');
      const options = { person, seconds: 0.1, motion: 'calm' } as const;
      expect(await renderSyntheticClip({ ...options, out })).toBe(out);
      const cached = await renderSyntheticClip(options);
      const madeAt = (await stat(cached)).mtimeMs;
      expect(await renderSyntheticClip(options)).toBe(cached);
      expect((await stat(cached)).mtimeMs).toBe(madeAt);

      const clip = await readFile(out);
      expect(clip.equals(await readFile(cached))).toBe(true);
      const images = splitJpegs(clip);
      expect(images).toHaveLength(3);
      for (const image of images) {
        const { width, height, chromaSubsampling, isProgressive } = await sharp(image).metadata();
        expect({ width, height, chromaSubsampling, isProgressive }).toEqual({
          width: 640,
          height: 480,
          chromaSubsampling: '4:2:0',
          isProgressive: false,
        });
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  }, 30_000);
});

/** Cuts after each end-of-image marker, which nothing else in these files looks like. */
function splitJpegs(clip: Buffer): Buffer[] {
  const images: Buffer[] = [];
  let start = 0;
  while (start < clip.length) {
    const end = clip.indexOf(Buffer.from([0xff, 0xd9]), start) + 2;
    images.push(clip.subarray(start, end));
    start = end;
  }
  return images;
}
