import { describe, expect, it } from 'vitest';
import { NO_CUES, eyesOpen, livenessCues } from '../../../src/core/liveness/cues.ts';

const SHAPES = [
  { categoryName: '_neutral', score: 0.1 },
  { categoryName: 'eyeBlinkLeft', score: 0.25 },
  { categoryName: 'eyeBlinkRight', score: 0.75 },
  { categoryName: 'jawOpen', score: 0.4 },
];

describe('livenessCues and eyesOpen', () => {
  it('reads the blink of both eyes, the jaw, and the less open eye', () => {
    expect(livenessCues(SHAPES)).toEqual({ ...NO_CUES, blink: 0.5, jawOpen: 0.4 });
    expect(eyesOpen(SHAPES)).toBe(0.25);
  });

  it('is null where the tracker gives none', () => {
    expect(livenessCues(null)).toEqual(NO_CUES);
    expect(livenessCues([])).toEqual(NO_CUES);
    expect(eyesOpen(null)).toBeNull();
    expect(eyesOpen(SHAPES.slice(0, 2))).toBeNull();
    expect(livenessCues(SHAPES.slice(0, 2)).blink).toBeNull();
  });

  it('does not take a value that is no number, and keeps the rest in range', () => {
    const odd = [
      { categoryName: 'eyeBlinkLeft', score: NaN },
      { categoryName: 'eyeBlinkRight', score: 0.1 },
      { categoryName: 'jawOpen', score: 1.2 },
    ];
    expect(livenessCues(odd)).toEqual({ ...NO_CUES, jawOpen: 1 });
    expect(eyesOpen(odd)).toBeNull();
  });
});
