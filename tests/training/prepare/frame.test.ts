/** @file Whole photos as they are: bytes, view, and what the loader makes of them. */
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { ARCFACE } from '../../../src/core/align/template.ts';
import { alignPicture } from '../../../training/augment/align-picture.ts';
import { decodeImage } from '../../../training/evaluate/crop-image.ts';
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

async function pack(bytes: Uint8Array, stretchY = 1): Promise<AlignedImage> {
  const outcome = await packFrame({ ...source, stretchY }, bytes, 0);
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
    const { data, width, height } = await decodeImage(image.crop);
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

  it('of another shape is turned upright, stretched and cut to its middle square', async () => {
    const lying = await gradient(100, 60).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { width, height } = await sharp((await pack(lying)).crop).metadata();
    expect([width, height]).toEqual([FRAME_SIZE, FRAME_SIZE]);
    const squeezed = await gradient(100, 50).png().toBuffer();
    const { data } = await decodeImage((await pack(squeezed, 2)).crop);
    const at = (x: number, y: number): number[] => [
      ...data.subarray(4 * (y * FRAME_SIZE + x)).subarray(0, 2),
    ];
    // All of it is there: stretched, it was a square.
    expect(Math.max(...at(0, 0))).toBeLessThan(12);
    expect(Math.min(...at(FRAME_SIZE - 1, FRAME_SIZE - 1))).toBeGreaterThan(240);
  });

  it('that is no image is left out with the reason', async () => {
    expect(await packFrame(source, Uint8Array.of(1, 2, 3), 0)).toMatchObject({
      kind: 'left-out',
      path: 'ann/1.jpg',
    });
  });
});
