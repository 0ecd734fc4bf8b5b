import { describe, expect, it } from 'vitest';
import { boxArea, boxAround, boxCentre, boxIou, intersectBoxes } from '../../../src/core/geometry/box.ts';

const BOX = { x: 10, y: 20, width: 30, height: 40 };

describe('boxes', () => {
  it('have a centre and an area', () => {
    expect(boxCentre(BOX)).toEqual({ x: 25, y: 40 });
    expect(boxArea(BOX)).toBe(1200);
    expect(boxArea({ x: 0, y: 0, width: -5, height: 4 })).toBe(0);
  });

  it('overlap by intersection over union', () => {
    expect(boxIou(BOX, BOX)).toBe(1);
    expect(boxIou(BOX, { ...BOX, x: 25 })).toBeCloseTo(600 / 1800, 12);
    expect(boxIou(BOX, { ...BOX, x: 40 })).toBe(0);
    expect(boxIou({ ...BOX, width: 0 }, { ...BOX, width: 0 })).toBe(0);
  });

  it('intersect', () => {
    const other = { x: 30, y: 0, width: 20, height: 30 };
    expect(intersectBoxes(BOX, other)).toEqual({ x: 30, y: 20, width: 10, height: 10 });
  });

  it('go around points', () => {
    expect(
      boxAround([
        { x: 3, y: 9 },
        { x: -1, y: 4 },
      ]),
    ).toEqual({ x: -1, y: 4, width: 4, height: 5 });
    expect(() => boxAround([])).toThrow(RangeError);
  });
});
