import { describe, expect, it } from 'vitest';
import { createEmbeddingMemory } from '../../src/workers/embedding-memory.ts';

const EAST = Float32Array.from([1, 0]);
const NORTH_EAST = Float32Array.from([0.6, 0.8]);

describe('createEmbeddingMemory', () => {
  it('gives the cosine to the embedding before, and nothing for the first', () => {
    const memory = createEmbeddingMemory();
    expect(memory.follow(EAST, { sequence: 1, timestampMs: 0 })).toBeNull();
    expect(memory.follow(NORTH_EAST, { sequence: 3, timestampMs: 80 })).toBeCloseTo(0.6);
    expect(memory.follow(NORTH_EAST, { sequence: 4, timestampMs: 120 })).toBeCloseTo(1);
  });

  it('starts over with a new run, after a pause, and when told to', () => {
    const memory = createEmbeddingMemory();
    memory.follow(EAST, { sequence: 5, timestampMs: 0 });
    expect(memory.follow(EAST, { sequence: 1, timestampMs: 50 })).toBeNull();
    expect(memory.follow(EAST, { sequence: 2, timestampMs: 1_051 })).toBeNull();
    memory.forget();
    expect(memory.follow(EAST, { sequence: 3, timestampMs: 1_100 })).toBeNull();
  });

  it('keeps a copy: what is given may be transferred away', () => {
    const memory = createEmbeddingMemory();
    const given = EAST.slice();
    memory.follow(given, { sequence: 1, timestampMs: 0 });
    given.fill(0);
    expect(memory.follow(EAST, { sequence: 2, timestampMs: 40 })).toBe(1);
  });
});
