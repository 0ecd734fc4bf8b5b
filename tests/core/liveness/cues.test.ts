import { describe, expect, it } from 'vitest';
import { readExpression } from '../../../src/core/liveness/cues.ts';

const SHAPES = [
  { categoryName: '_neutral', score: 0.1 },
  { categoryName: 'eyeBlinkLeft', score: 0.25 },
  { categoryName: 'eyeBlinkRight', score: 0.75 },
  { categoryName: 'jawOpen', score: 0.4 },
];

describe('readExpression', () => {
  it('reads the blink of both eyes, the jaw, and the less open eye', () => {
    expect(readExpression(SHAPES)).toEqual({ blink: 0.5, jawOpen: 0.4, eyesOpen: 0.25 });
  });

  it('refuses what the tracker gave only in part', () => {
    expect(() => readExpression([])).toThrow('eyeBlinkLeft');
    expect(() => readExpression(SHAPES.slice(0, 3))).toThrow('jawOpen');
  });

  it('leaves a value that is no number as it is, and keeps the rest in range', () => {
    const odd = [
      { categoryName: 'eyeBlinkLeft', score: NaN },
      { categoryName: 'eyeBlinkRight', score: 0.1 },
      { categoryName: 'jawOpen', score: 1.2 },
    ];
    expect(readExpression(odd)).toEqual({ blink: NaN, jawOpen: 1, eyesOpen: NaN });
  });
});
