import { describe, expect, it } from 'vitest';
import type { RgbaImage } from '../../../../src/core/align/rgba-image.ts';
import type { Box } from '../../../../src/core/observation.ts';
import { noise, painted } from '../painted.ts';
import { reduceImage, type ImagePart } from './reduce.ts';

function cut(image: RgbaImage, box: Box): ImagePart {
  const data = new Uint8ClampedArray(box.width * box.height * 4);
  for (let y = 0; y < box.height; y += 1) {
    const from = ((box.y + y) * image.width + box.x) * 4;
    data.set(image.data.subarray(from, from + box.width * 4), y * box.width * 4);
  }
  return { ...box, data };
}

describe('reduceImage', () => {
  it('averages whole cells, and at the edge what there is of a cell', () => {
    const image = painted(5, 4, (x, y) => [x * 10, y * 10, 7]);
    const reduced = reduceImage(image, 2, { x: 0, y: 0, width: 5, height: 4 });
    expect([reduced.width, reduced.height]).toEqual([3, 2]);
    expect(Array.from(reduced.data.subarray(0, 4))).toEqual([5, 5, 7, 255]);
    expect(Array.from(reduced.data.subarray(5 * 4, 6 * 4))).toEqual([40, 25, 7, 255]);
  });

  it('counts cells from the whole image, whatever rectangle it is given', () => {
    const image = noise(30, 30);
    const whole = reduceImage(image, 3, { x: 0, y: 0, width: 30, height: 30 });
    const part = reduceImage(cut(image, { x: 9, y: 6, width: 12, height: 15 }), 3, {
      x: 12,
      y: 9,
      width: 4,
      height: 3,
    });
    expect([part.x, part.y, part.width, part.height]).toEqual([4, 3, 2, 1]);
    expect(Array.from(part.data.subarray(0, 4))).toEqual(
      Array.from(whole.data.subarray((3 * 10 + 4) * 4, (3 * 10 + 5) * 4)),
    );
  });
});
