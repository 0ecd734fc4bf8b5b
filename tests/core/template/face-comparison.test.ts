/** @file Who looks like whom among many, against a naive loop. */
import { expect, it } from 'vitest';
import { makeSubject, unitVector } from '../../../simulator/builders.ts';
import { cosine } from '../../../src/core/embedding/embedding.ts';
import { matchedVectors } from '../../../src/core/template/matched-vectors.ts';
import { FaceComparison } from '../../../src/core/template/face-comparison.ts';

const DIMENSION = 16;
/** Person `number`, seen `views` times with a little noise. */
function somebody(number: number, person: number, views: number) {
  const face = unitVector(DIMENSION, person);
  const embeddings = Array.from({ length: views }, (_, view) => {
    const noise = unitVector(DIMENSION, 1_000 * number + view);
    const sum = face.map((value, at) => value + 0.3 * noise[at]);
    const length = Math.hypot(...sum);
    return sum.map((value) => value / length);
  });
  return { id: makeSubject(number).id, vectors: matchedVectors(embeddings) };
}

const vectors = (one: ReturnType<typeof somebody>) => one.vectors;

it('finds everybody who is that near, the nearest first, and never the person themselves', () => {
  const subjects = Array.from({ length: 60 }, (_, at) => somebody(at + 1, at % 20, 1 + (at % 4)));
  const comparison = new FaceComparison(subjects);
  for (const subject of subjects) {
    const naive = subjects
      .filter((other) => other !== subject)
      .map((other) => ({
        id: other.id,
        similarity: Math.max(...vectors(subject).flatMap((a) => vectors(other).map((b) => cosine(a, b)))),
      }))
      .filter(({ similarity }) => similarity >= 0.7)
      .sort((a, b) => b.similarity - a.similarity);
    const found = comparison.nearTo(subject, 0.7);
    expect(found.map(({ subject: { id } }) => id)).toEqual(naive.map(({ id }) => id));
    for (const [at, { similarity }] of found.entries())
      expect(similarity).toBeCloseTo(naive[at].similarity, 5);
    expect(found.length).toBeGreaterThanOrEqual(2);
  }
});

it('finds nobody among nobody, nor after it was wiped', () => {
  const [ada, again] = [somebody(1, 1, 2), somebody(2, 1, 2)];
  expect(new FaceComparison<typeof ada>([]).nearTo(ada, -1)).toEqual([]);
  const comparison = new FaceComparison([ada, again]);
  expect(comparison.nearTo(ada, 0.7)).toHaveLength(1);
  comparison.wipe();
  expect(new FaceComparison([ada]).nearTo(ada, -1)).toEqual([]);
});

it('compares templates whose views cancel each other out', () => {
  const face = unitVector(DIMENSION, 1);
  const both = matchedVectors([face, face.map((value) => -value)]);
  const [odd, ada] = [{ id: 'odd', vectors: both }, somebody(2, 1, 1)];
  expect(new FaceComparison([odd, ada]).nearTo(ada, 0.5)).toHaveLength(1);
});
