/** @file The matcher against a naive loop, and its refusals. */
import { describe, expect, it } from 'vitest';
import { createMatcher } from '../../../src/core/matcher/matcher.ts';
import type { PackedGallery } from '../../../src/core/matcher/types.ts';
import { packGallery, type GallerySubject } from '../../../src/core/matcher/pack-gallery.ts';

const search = (gallery: PackedGallery, probe: Float32Array, limit: number) =>
  createMatcher(gallery).search(probe, limit);

function unit(...values: number[]): Float32Array {
  const norm = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / norm);
}

function pseudoRandomVector(seed: number, dimension: number): Float32Array {
  return unit(
    ...Array.from({ length: dimension }, (_, d) => (Math.sin(seed * 12.9898 + d * 78.233) * 43758.5453) % 1),
  );
}

function naiveSearch(subjects: readonly GallerySubject[], probe: Float32Array) {
  return subjects
    .map((subject, index) => ({
      index,
      subjectId: subject.id,
      similarity: Math.max(
        ...subject.embeddings.map((row) => row.reduce((sum, value, d) => sum + value * probe[d], 0)),
      ),
    }))
    .sort((a, b) => b.similarity - a.similarity || a.index - b.index);
}

describe('search', () => {
  // Row counts that do and do not fill the blocks of four; odd and even dimensions.
  it.each([
    { subjects: 1, dimension: 1 },
    { subjects: 3, dimension: 7 },
    { subjects: 10, dimension: 16 },
    { subjects: 37, dimension: 33 },
  ])('agrees with a naive loop: $subjects subjects × $dimension', ({ subjects, dimension }) => {
    const gallery = Array.from({ length: subjects }, (_, s) => ({
      id: `s${s}`,
      embeddings: Array.from({ length: 1 + (s % 3) }, (_, e) =>
        pseudoRandomVector(s * 10 + e + 1, dimension),
      ),
    }));
    const matcher = createMatcher(packGallery(gallery, dimension));
    for (const seed of [0.5, 11, 42.25]) {
      const probe = pseudoRandomVector(seed, dimension);
      const expected = naiveSearch(gallery, probe);
      const found = matcher.search(probe, subjects);
      expect(found.map((match) => match.subjectId)).toEqual(expected.map((match) => match.subjectId));
      found.forEach((match, rank) => expect(match.similarity).toBeCloseTo(expected[rank].similarity, 6));
      expect(matcher.search(probe, 2)).toEqual(found.slice(0, 2));
    }
  });

  it('takes the nearest of a subject’s rows and ranks by hand-computed cosines', () => {
    const gallery = packGallery(
      [
        { id: 'a', embeddings: [unit(0, 1), unit(-1, 0)] },
        { id: 'b', embeddings: [unit(0, -1), unit(3, 4)] },
      ],
      2,
    );
    const [first, second] = search(gallery, unit(1, 0), 5);
    expect(first.subjectId).toBe('b');
    expect(first.similarity).toBeCloseTo(0.6, 6);
    expect(second).toEqual({ subjectId: 'a', similarity: 0 });
  });

  it('settles ties by place in the gallery, also between a block of four and the rest', () => {
    const same = unit(1, 2, 3);
    const subjects = ['e', 'd', 'c', 'b', 'a'].map((id) => ({ id, embeddings: [same] }));
    const gallery = packGallery(subjects, 3);
    expect(search(gallery, unit(3, 2, 1), 5).map((match) => match.subjectId)).toEqual([
      'e',
      'd',
      'c',
      'b',
      'a',
    ]);
    expect(search(gallery, unit(3, 2, 1), 2).map((match) => match.subjectId)).toEqual(['e', 'd']);
  });

  it('never says more than 1', () => {
    const vector = pseudoRandomVector(3, 128);
    const [match] = search(packGallery([{ id: 'a', embeddings: [vector] }], 128), vector, 1);
    expect(match.similarity).toBeLessThanOrEqual(1);
    expect(match.similarity).toBeCloseTo(1, 6);
  });

  it('keeps its own copy of the vectors, and none after a wipe', () => {
    const gallery = packGallery([{ id: 'a', embeddings: [unit(1, 2, 3)] }], 3);
    const matcher = createMatcher(gallery);
    gallery.vectors.fill(0);
    expect(matcher.search(unit(1, 2, 3), 1)[0].similarity).toBeCloseTo(1, 6);
    matcher.wipe();
    expect(matcher.search(unit(1, 2, 3), 1)).toEqual([{ subjectId: 'a', similarity: 0 }]);
  });

  it('finds nobody in an empty gallery', () => {
    expect(search(packGallery([], 4), unit(1, 0, 0, 0), 3)).toEqual([]);
  });

  it('refuses a probe of another dimension, a NaN probe and one that is not a unit vector', () => {
    const gallery = packGallery([{ id: 'a', embeddings: [unit(1, 0)] }], 2);
    expect(() => search(gallery, unit(1, 0, 0), 1)).toThrow(/3 dimensions.*gallery has 2.*another model/);
    expect(() => search(gallery, Float32Array.of(NaN, 0), 1)).toThrow(
      /The probe is not a finite unit vector/,
    );
    expect(() => search(gallery, Float32Array.of(Infinity, 0), 1)).toThrow(/finite unit vector/);
    expect(() => search(gallery, Float32Array.of(2, 0), 1)).toThrow(/unit vector/);
    expect(() => search(gallery, unit(1, 0), 0)).toThrow(/at least one/);
  });

  it('refuses a gallery whose parts do not fit', () => {
    const gallery = packGallery([{ id: 'a', embeddings: [unit(1, 0)] }], 2);
    expect(() => createMatcher({ ...gallery, vectors: new Float32Array(3) })).toThrow(
      /does not fit together/,
    );
    expect(() => createMatcher({ ...gallery, subjectIds: ['a', 'b'] })).toThrow(/does not fit together/);
  });
});

describe('changes of single people', () => {
  it('agree with a gallery that is packed anew, however many come and go', () => {
    const dimension = 9;
    const now = new Map<string, readonly Float32Array[]>();
    const matcher = createMatcher(packGallery([], dimension));
    for (let step = 0; step < 300; step += 1) {
      const id = `s${(step * 7) % 40}`;
      if (step % 3 === 2) {
        matcher.remove(id);
        now.delete(id);
      } else {
        const own = Array.from({ length: 1 + (step % 2) }, (_, row) =>
          pseudoRandomVector(step + row / 2, dimension),
        );
        matcher.put(id, own);
        now.set(id, own);
      }
      expect(matcher.subjectCount).toBe(now.size);
    }
    const probe = pseudoRandomVector(0.3, dimension);
    const packed = packGallery(
      [...now].map(([id, embeddings]) => ({ id, embeddings })),
      dimension,
    );
    const expected = new Map(search(packed, probe, 40).map((match) => [match.subjectId, match.similarity]));
    const found = matcher.search(probe, 40);
    expect(found).toHaveLength(expected.size);
    for (const { subjectId, similarity } of found)
      expect(similarity).toBeCloseTo(expected.get(subjectId)!, 6);
    for (const [id, own] of now) expect(matcher.vectorsOf(id)).toEqual(own);
    expect(matcher.vectorsOf('nobody')).toEqual([]);
  });

  it('change nothing where a vector is none', () => {
    const matcher = createMatcher(packGallery([{ id: 'a', embeddings: [unit(1, 0)] }], 2));
    expect(() => matcher.put('a', [Float32Array.of(9, 9)])).toThrow(/unit vector/);
    expect(() => matcher.put('a', [])).toThrow(/no embedding/);
    expect(matcher.vectorsOf('a')).toEqual([unit(1, 0)]);
  });
});

describe('packGallery', () => {
  it('copies the rows subject by subject', () => {
    const a = unit(1, 0);
    const gallery = packGallery(
      [
        { id: 'a', embeddings: [a, unit(0, 1)] },
        { id: 'b', embeddings: [unit(0, -1)] },
      ],
      2,
    );
    a.fill(9);
    expect(gallery.subjectIds).toEqual(['a', 'b']);
    expect([...gallery.rowOffsets]).toEqual([0, 2, 3]);
    expect([...gallery.vectors]).toEqual([1, 0, 0, 1, 0, -1]);
  });

  it.each([
    {
      why: 'a repeated id',
      subjects: [
        { id: 'a', embeddings: [unit(1, 0)] },
        { id: 'a', embeddings: [unit(1, 0)] },
      ],
      says: /twice/,
    },
    {
      why: 'a subject without embeddings',
      subjects: [{ id: 'a', embeddings: [] }],
      says: /has no embedding/,
    },
    { why: 'a wrong dimension', subjects: [{ id: 'a', embeddings: [unit(1, 0, 0)] }], says: /another model/ },
    {
      why: 'a NaN',
      subjects: [{ id: 'a', embeddings: [Float32Array.of(NaN, 1)] }],
      says: /finite unit vector/,
    },
  ])('refuses $why', ({ subjects, says }) => {
    expect(() => packGallery(subjects, 2)).toThrow(says);
  });
});
