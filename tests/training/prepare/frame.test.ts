/** @file Whole photos as they are: bytes, view, and what the loader makes of them. */
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { whyNoPhoto } from '../../../src/core/photos/file-kind.ts';
import { ARCFACE } from '../../../src/core/align/template.ts';
import { alignPicture } from '../../../training/augment/align-picture.ts';
import { decodeCrop } from '../../../training/data/decode.ts';
import { FRAME_SIZE, packFrame } from '../../../training/prepare/frame.ts';
import type { AlignedImage } from '../../../training/prepare/align-image.ts';

const source = { path: 'ann/1.jpg', identity: 'ann', clip: 'v1', isFake: true };

/** Red rises to the right, green downwards. */
function gradient(width: number, height: number): Sharp {
  const data = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at += 1) {
    data[3 * at] = (255 * (at % width)) / width;
    data[3 * at + 1] = (255 * Math.floor(at / width)) / height;
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

async function pack(bytes: Uint8Array): Promise<AlignedImage> {
  const outcome = await packFrame(source, bytes, 0);
  if (outcome.kind === 'left-out') throw new Error(outcome.why);
  return outcome.image;
}

describe('a whole photo', () => {
  it('of the right size stays byte for byte, and is shown whole by its points', async () => {
    const bytes = await gradient(FRAME_SIZE, FRAME_SIZE).jpeg().toBuffer();
    const image = await pack(bytes);
    expect(Buffer.from(image.crop).equals(bytes)).toBe(true);
    expect(image).toMatchObject({
      pointsFrom: 'frame',
      landmarks: null,
      yawDeg: null,
      clipName: 'v1',
      isFake: true,
    });
    const { data, width, height } = await decodeCrop(image.crop);
    const picture = {
      data: new Uint8ClampedArray(data),
      width,
      height,
      points: image.points,
      landmarks: null,
    };
    expect(alignPicture(picture, FRAME_SIZE, { alignment: ARCFACE })).toEqual(picture.data);
    // Smaller inputs show the same view.
    const small = alignPicture(picture, FRAME_SIZE / 2, { alignment: ARCFACE });
    const corner = 4 * ((FRAME_SIZE / 2) ** 2 - 1);
    expect(small[corner]).toBeGreaterThan(245);
    expect(small[corner + 1]).toBeGreaterThan(245);
  });

  it('of another shape is turned upright and cut to its middle square', async () => {
    // 60 wide and 100 high once it is upright: green, which rose downwards, falls from left to right.
    const lying = await gradient(100, 60).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { data } = await decodeCrop((await pack(lying)).crop);
    const at = (x: number, y: number): number[] => [
      ...data.subarray(4 * (y * FRAME_SIZE + x)).subarray(0, 2),
    ];
    const [top, bottom] = [at(0, 0), at(FRAME_SIZE - 1, FRAME_SIZE - 1)];
    expect(top[1]).toBeGreaterThan(240);
    expect(bottom[1]).toBeLessThan(12);
    // A fifth of the length is cut away at each end.
    expect(Math.abs(top[0] - 0.2 * 255)).toBeLessThan(10);
    expect(Math.abs(bottom[0] - 0.8 * 255)).toBeLessThan(10);
  });

  it('of a kind that the browser does not read is left out with the same sentence', async () => {
    const tiff = await gradient(100, 60).tiff().toBuffer();
    expect(await packFrame(source, tiff, 0)).toMatchObject({ why: whyNoPhoto('TIFF or raw') });
  });

  it('that is no image is left out with the reason', async () => {
    expect(await packFrame(source, Uint8Array.of(1, 2, 3), 0)).toMatchObject({
      kind: 'left-out',
      path: 'ann/1.jpg',
    });
  });
});
