/** @file Attack clips are what their names say: geometry by hand, frames by counting. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyHomography, type Homography } from '../../src/core/geometry/homography.ts';
import { pixelToPlane } from '../../simulator/attack-clip/plane.ts';
import { decode } from '../../simulator/attack-clip/picture.ts';
import { phoneBefore } from '../../simulator/attack-clip/phone.ts';
import { attackClip, faceChangeClip } from '../../simulator/attack-clip.ts';
import { jpegsIn } from '../../simulator/mjpeg.ts';
import { encodeJpeg } from '../../simulator/synthetic-face.ts';

function placeOf(map: Homography, x: number, y: number): readonly [number, number] {
  const place = applyHomography(map, { x, y });
  return [place.x, place.y];
}

describe('pixelToPlane', () => {
  const facing = { yawDeg: 0, pitchDeg: 0, rollDeg: 0, x: 320, y: 240, width: 400, height: 300 };

  it('is a plain scale for a plane that faces the camera', () => {
    const map = pixelToPlane(facing, 640);
    for (const [x, y, u, v] of [
      [120, 90, 0, 0],
      [520, 390, 1, 1],
      [320, 240, 0.5, 0.5],
    ]) {
      const place = placeOf(map, x, y);
      expect(place[0]).toBeCloseTo(u, 9);
      expect(place[1]).toBeCloseTo(v, 9);
    }
  });

  it('shows the nearer half of a turned plane larger', () => {
    const map = pixelToPlane({ ...facing, yawDeg: 40 }, 640);
    // Its left edge comes nearer: the pixels left of the middle cover less of it than those right of it.
    const [middle] = placeOf(map, 320, 240);
    const [left] = placeOf(map, 260, 240);
    const [right] = placeOf(map, 380, 240);
    expect(middle).toBeCloseTo(0.5, 9);
    expect(middle - left).toBeLessThan(right - middle);
  });
});

describe('phoneBefore', () => {
  it('frames what it shows and keeps its colours in the mean', () => {
    const grey = (level: number) => ({
      ...{ width: 160, height: 120 },
      rgb: new Uint8ClampedArray(160 * 120 * 3).fill(level),
    });
    const pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0, x: 80, y: 60, width: 120, height: 90 };
    const { rgb } = phoneBefore(grey(200), grey(100), pose);
    const at = (x: number, y: number): number => (y * 160 + x) * 3;
    expect(rgb[at(2, 2)]).toBe(200);
    expect(rgb[at(22, 60)]).toBeLessThan(30);
    let sum = 0;
    for (let y = 40; y < 80; y += 1) for (let x = 50; x < 110; x += 1) sum += rgb[at(x, y) + 1];
    // The screen's green is a little weaker than its white, and the glass adds its own grey.
    expect(sum / (40 * 60)).toBeGreaterThan(95);
    expect(sum / (40 * 60)).toBeLessThan(130);
    const row = rgb.slice(at(50, 60), at(110, 60));
    expect(Math.max(...row) - Math.min(...row)).toBeGreaterThan(15);
  });
});

describe('attackClip', () => {
  let folder: string;
  let clip: string;

  /** A clip of forty small frames, each of another grey. */
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'attacks-'));
    clip = join(folder, 'clip.mjpeg');
    const frames: Buffer[] = [];
    for (let index = 0; index < 40; index += 1) {
      const rgb = new Uint8ClampedArray(64 * 48 * 3).fill(60 + index);
      frames.push(await encodeJpeg({ rgb, width: 64, height: 48 }));
    }
    await writeFile(clip, Buffer.concat(frames));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  const framesOf = async (path: string): Promise<Buffer[]> => jpegsIn(await readFile(path));

  it('gives a still photo noise of its own in every frame', async () => {
    const frames = await framesOf(await attackClip('stillPhoto', clip));
    expect(frames.length).toBeGreaterThan(100);
    expect(new Set(frames.map((frame) => frame.toString('base64'))).size).toBe(frames.length);
  });

  it('repeats a loop to the last bit', async () => {
    const [loop, whole] = [await framesOf(await attackClip('loop', clip)), await framesOf(clip)];
    expect(loop.length).toBeLessThan(whole.length);
    expect(loop.every((frame, index) => frame.equals(whole[index]))).toBe(true);
  });

  it('moves a photo on its sheet before the camera', async () => {
    const frames = await framesOf(await attackClip('movedPhoto', clip));
    const [first, later] = [await decode(frames[0]), await decode(frames[20])];
    // The sheet's bright rim lies elsewhere: more than any noise.
    const moved = first.rgb.filter((value, at) => Math.abs(value - later.rgb[at]) > 60);
    expect(moved.length).toBeGreaterThan(100);
  });

  it('cuts from one person to the other', async () => {
    const other = join(folder, 'other.mjpeg');
    const rgb = new Uint8ClampedArray(64 * 48 * 3).fill(200);
    await writeFile(other, await encodeJpeg({ rgb, width: 64, height: 48 }));
    const frames = await framesOf(await faceChangeClip(clip, other));
    expect(frames).toHaveLength(41);
    expect(frames.at(-1)!.equals(await readFile(other))).toBe(true);
  });

  it('names a clip without a picture', async () => {
    const empty = join(folder, 'empty.mjpeg');
    await writeFile(empty, '');
    await expect(attackClip('loop', empty)).rejects.toThrow('empty.mjpeg');
  });
});
