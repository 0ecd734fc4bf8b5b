/** @file A suspended subject stays the nearest to their own face; one of another model never comes near the matcher. */
import { describe, expect, it } from 'vitest';
import { makeSubject, MODEL_A, MODEL_B } from '../../../simulator/builders.ts';
import { matchableSubjects } from '../../../src/core/matcher/matchable-subjects.ts';
import { createMatcher } from '../../../src/core/matcher/matcher.ts';
import { packGallery } from '../../../src/core/matcher/pack-gallery.ts';
import { contextOf, Session } from '../decision/session.ts';

/** Unit vectors of 16 numbers, in the plane of the first two. */
function at(degrees: number): Float32Array {
  const vector = new Float32Array(16);
  vector[0] = Math.cos((degrees * Math.PI) / 180);
  vector[1] = Math.sin((degrees * Math.PI) / 180);
  return vector;
}
const degreesOf = (cosine: number): number => (Math.acos(cosine) * 180) / Math.PI;
const enrolled = (number: number, embedding: Float32Array, suspendedAtMs: number | null = null) =>
  makeSubject(number, {
    suspendedAtMs,
    template: { modelSha256: MODEL_A, dimension: 16, embeddings: [embedding] },
  });

/** What the gallery of `subjects` answers to a face at 0 degrees. */
function matchesOf(subjects: ReturnType<typeof makeSubject>[]) {
  const compared = matchableSubjects(subjects, MODEL_A);
  const gallery = packGallery(
    compared.map(({ id, template }) => ({ id, embeddings: template.embeddings })),
    16,
  );
  return createMatcher(gallery).search(at(0), 5);
}

describe('matchableSubjects', () => {
  it('leaves out who is of another model, and nobody else', () => {
    const other = makeSubject(3);
    const subjects = [
      makeSubject(1),
      makeSubject(2, { suspendedAtMs: 5 }),
      makeSubject(3, { template: { ...other.template, modelSha256: MODEL_B } }),
    ];
    expect(matchableSubjects(subjects, MODEL_A)).toEqual(subjects.slice(0, 2));
    expect(matchableSubjects(subjects, MODEL_B)).toEqual([subjects[2]]);
  });

  it('keeps who is suspended from being let in as their look-alike', () => {
    const [away, kin] = [enrolled(1, at(degreesOf(0.94)), 7), enrolled(2, at(-degreesOf(0.57)))];
    const context = contextOf({ refusalOf: (id) => (id === away.id ? 'notPermitted' : null) });
    const face = { face: { matches: matchesOf([away, kin]) } };
    expect(new Session(context).show(face, 3)).toMatchObject({
      outcome: 'denied',
      reason: 'notPermitted',
      refusedSubjectId: away.id,
    });
    const claiming = { ...context, mode: { kind: 'verify', claimedSubjectId: kin.id } } as const;
    expect(new Session(claiming).show(face, 17)).toMatchObject({
      outcome: 'denied',
      reason: 'notTheClaimedSubject',
    });
  });
});
