import { describe, expect, it } from 'vitest';
import { keepBest } from '../../../src/core/enrolment/candidates.ts';
import { addEmbedding, similarityToMean } from '../../../src/core/enrolment/frontal-mean.ts';
import { DAY_MS, retainUntil } from '../../../src/core/enrolment/retention.ts';
import { NO_HINT, steadyHint } from '../../../src/core/enrolment/steady-hint.ts';
import type { CaptureCandidate } from '../../../src/core/enrolment/types.ts';

const candidate = (overall: number): CaptureCandidate => ({
  poseName: 'frontal',
  embedding: new Float32Array([1]),
  overall,
});

describe('keepBest', () => {
  it('keeps the best, best first, like sorting all of them would', () => {
    const qualities = [0.3, 0.9, 0.1, 0.5, 0.9, 0.7, 0.2];
    let kept: readonly CaptureCandidate[] = [];
    for (const quality of qualities) kept = keepBest(kept, candidate(quality), 3);
    expect(kept.map(({ overall }) => overall)).toEqual([0.9, 0.9, 0.7]);
  });

  it('keeps the earlier of equals', () => {
    const first = candidate(0.5);
    expect(keepBest([first], candidate(0.5), 1)[0]).toBe(first);
  });
});

describe('the frontal mean', () => {
  it('gives the cosine to the direction of the sum', () => {
    const sum = addEmbedding(addEmbedding(null, new Float32Array([1, 0])), new Float32Array([0, 1]));
    expect([...sum]).toEqual([1, 1]);
    expect(similarityToMean(sum, new Float32Array([1, 0]))).toBeCloseTo(Math.SQRT1_2);
    expect([...sum]).toEqual([1, 1]);
  });

  it('does not hold on to the embedding that it is given', () => {
    const embedding = new Float32Array([1, 0]);
    const sum = addEmbedding(null, embedding);
    embedding.fill(0);
    expect([...sum]).toEqual([1, 0]);
  });
});

describe('steadyHint', () => {
  it('shows what has lasted and measures each hint from when it began', () => {
    let hint = steadyHint(NO_HINT, 'moveCloser', 1_000, 250);
    expect(hint.shown).toBeNull();
    hint = steadyHint(hint, 'moveBack', 1_200, 250);
    hint = steadyHint(hint, 'moveBack', 1_449, 250);
    expect(hint.shown).toBeNull();
    hint = steadyHint(hint, 'moveBack', 1_450, 250);
    expect(hint.shown).toBe('moveBack');
    expect(steadyHint(hint, null, 1_500, 250).shown).toBe('moveBack');
  });
});

describe('retainUntil', () => {
  it('adds whole days', () => {
    expect(retainUntil(1_000, 30)).toBe(1_000 + 30 * 24 * 3_600 * 1_000);
    expect(DAY_MS).toBe(86_400_000);
  });

  it.each([0, -1, 1.5, Number.NaN, Infinity])('refuses %s days', (days) => {
    expect(() => retainUntil(0, days)).toThrow(RangeError);
  });
});
