import { describe, expect, it } from 'vitest';
import { cosine, l2Normalize, meanEmbedding } from '../../../src/core/embedding/embedding.ts';

describe('l2Normalize', () => {
  it('scales to length one in place', () => {
    const vector = Float32Array.of(3, 0, -4);
    expect(l2Normalize(vector)).toBe(vector);
    expect(vector[0]).toBeCloseTo(0.6, 6);
    expect(vector[2]).toBeCloseTo(-0.8, 6);
  });

  it('refuses a vector without direction', () => {
    expect(() => l2Normalize(new Float32Array(4))).toThrow('without direction');
    expect(() => l2Normalize(Float32Array.of(1, NaN))).toThrow('without direction');
    expect(() => l2Normalize(Float32Array.of(1, Infinity))).toThrow('without direction');
    expect(() => l2Normalize(new Float32Array(0))).toThrow('without direction');
  });
});

describe('cosine', () => {
  it('is the dot product of unit vectors, kept within [−1, 1]', () => {
    expect(cosine(Float32Array.of(1, 0), Float32Array.of(0, 1))).toBe(0);
    expect(cosine(Float32Array.of(0.6, 0.8), Float32Array.of(1, 0))).toBeCloseTo(0.6, 6);
    const nearlyUnit = Float32Array.of(1.0001, 0);
    expect(cosine(nearlyUnit, nearlyUnit)).toBe(1);
  });

  it('refuses different dimensions', () => {
    expect(() => cosine(new Float32Array(2), new Float32Array(3))).toThrow('2 and 3');
  });
});

describe('meanEmbedding', () => {
  it('points half-way and has length one', () => {
    const mean = meanEmbedding([Float32Array.of(1, 0), Float32Array.of(0, 1)]);
    expect(mean[0]).toBeCloseTo(Math.SQRT1_2, 6);
    expect(mean[1]).toBeCloseTo(Math.SQRT1_2, 6);
  });

  it('leaves its inputs alone', () => {
    const only = Float32Array.of(0.6, 0.8);
    const mean = meanEmbedding([only]);
    expect(mean).not.toBe(only);
    expect(Array.from(only)).toEqual([Math.fround(0.6), Math.fround(0.8)]);
  });

  it('refuses none, mixed dimensions, and opposites', () => {
    expect(() => meanEmbedding([])).toThrow('no embeddings');
    expect(() => meanEmbedding([new Float32Array(2), new Float32Array(3)])).toThrow('2 and 3');
    expect(() => meanEmbedding([Float32Array.of(1, 0), Float32Array.of(-1, 0)])).toThrow('without direction');
  });
});
