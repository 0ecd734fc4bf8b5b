import { describe, expect, it } from 'vitest';
import { alignTransform } from '../../../src/core/align/align.ts';
import { ARCFACE, ARCFACE_112, scaledTemplate, showsAllOf } from '../../../src/core/align/template.ts';
import { applySimilarity } from '../../../src/core/geometry/similarity.ts';
import type { AlignmentPoints } from '../../../src/core/observation.ts';

const doubled = ARCFACE_112.map(({ x, y }) => ({
  x: 2 * x + 10,
  y: 2 * y + 10,
})) as unknown as AlignmentPoints;

describe('scaledTemplate', () => {
  it('is the template itself at 112 without margin', () => {
    expect(scaledTemplate(112, ARCFACE)).toEqual(ARCFACE_112);
  });

  it('scales with the size', () => {
    expect(scaledTemplate(224, ARCFACE)[2]).toEqual({ x: 2 * 56.0252, y: 2 * 71.7366 });
  });

  it('moves the points inwards by the margin on each side', () => {
    const [eye] = scaledTemplate(112, { ...ARCFACE, margin: 0.25 });
    expect(eye.x).toBeCloseTo((38.2946 + 28) * (112 / 168), 10);
    expect(eye.y).toBeCloseTo((51.6963 + 28) * (112 / 168), 10);
  });

  it('refuses what makes no crop', () => {
    expect(() => scaledTemplate(0, ARCFACE)).toThrow(RangeError);
    expect(() => scaledTemplate(112, { ...ARCFACE, margin: -0.1 })).toThrow('margin');
    expect(() => scaledTemplate(112, { ...ARCFACE, margin: 1.1 })).toThrow('margin');
  });
});

describe('the templates', () => {
  it('place eyes and mouth as dlib does: 45 % apart, their middle at 50 % and 43 %', () => {
    const [leftEye, rightEye, , leftMouth, rightMouth] = scaledTemplate(1, {
      template: 'dlib-chip',
      margin: 0,
    });
    const mouth = { x: (leftMouth.x + rightMouth.x) / 2, y: (leftMouth.y + rightMouth.y) / 2 };
    const [left, right] = [leftEye, rightEye].map(({ x, y }) => Math.hypot(x - mouth.x, y - mouth.y));
    expect((left + right) / 2).toBeCloseTo(0.45, 4);
    expect((leftEye.x + rightEye.x + mouth.x) / 3).toBeCloseTo(0.5, 4);
    expect((leftEye.y + rightEye.y + mouth.y) / 3).toBeCloseTo(0.43, 4);
  });

  it('know which crop lies within which', () => {
    const chip = { template: 'dlib-chip', margin: 0 } as const;
    expect(showsAllOf(ARCFACE, ARCFACE)).toBe(true);
    // The chip reaches 9.3 of 112 pixels further down.
    expect(showsAllOf(ARCFACE, chip)).toBe(false);
    expect(showsAllOf({ ...ARCFACE, margin: 0.08 }, chip)).toBe(false);
    expect(showsAllOf({ ...ARCFACE, margin: 0.09 }, chip)).toBe(true);
  });
});

describe('alignTransform', () => {
  it('leads from the crop to the image', () => {
    const transform = alignTransform(doubled, 112);
    expect(transform.a).toBeCloseTo(2, 10);
    const at = applySimilarity(transform, ARCFACE_112[4]);
    expect(at.x).toBeCloseTo(doubled[4].x, 8);
    expect(at.y).toBeCloseTo(doubled[4].y, 8);
  });

  it('shows more of the image with a margin, around the same middle', () => {
    const tight = alignTransform(doubled, 112);
    const wide = alignTransform(doubled, 112, { ...ARCFACE, margin: 0.5 });
    expect(wide.a).toBeCloseTo(4, 10);
    const middle = applySimilarity(wide, { x: 56, y: 56 });
    expect(middle.x).toBeCloseTo(applySimilarity(tight, { x: 56, y: 56 }).x, 8);
    expect(middle.y).toBeCloseTo(applySimilarity(tight, { x: 56, y: 56 }).y, 8);
  });
});
