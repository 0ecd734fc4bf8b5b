/** @file A picture turned by quarters: each pixel is where a person would look for it. */
import { describe, expect, it } from 'vitest';
import { type QuarterTurnDeg, turnedSize, turnPixels } from '../../../src/core/geometry/quarter-turn.ts';

/** Two rows of three. */
const SIZE = { widthPx: 3, heightPx: 2 };
const PICTURE = Uint32Array.of(1, 2, 3, 4, 5, 6);

function turned(turnDeg: QuarterTurnDeg, picture = PICTURE, size = SIZE) {
  const result = new Uint32Array(picture.length);
  turnPixels(picture, size, turnDeg, result);
  return [...result];
}

describe('a turned picture', () => {
  it.each([
    [0, { widthPx: 3, heightPx: 2 }, [1, 2, 3, 4, 5, 6]],
    [90, { widthPx: 2, heightPx: 3 }, [4, 1, 5, 2, 6, 3]],
    [180, { widthPx: 3, heightPx: 2 }, [6, 5, 4, 3, 2, 1]],
    [270, { widthPx: 2, heightPx: 3 }, [3, 6, 2, 5, 1, 4]],
  ] as const)('by %i degrees clockwise', (turnDeg, size, pixels) => {
    expect(turnedSize(SIZE, turnDeg)).toEqual(size);
    expect(turned(turnDeg)).toEqual(pixels);
  });

  it('is what it was after four quarters', () => {
    let [picture, size] = [PICTURE, SIZE];
    for (let quarter = 0; quarter < 4; quarter++) {
      picture = Uint32Array.from(turned(90, picture, size));
      size = turnedSize(size, 90);
    }
    expect([picture, size]).toEqual([PICTURE, SIZE]);
  });
});
