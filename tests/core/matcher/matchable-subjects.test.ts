/** @file A suspended subject, or one of another model, never comes near the matcher. */
import { describe, expect, it } from 'vitest';
import { makeSubject, MODEL_A, MODEL_B } from '../../../simulator/builders.ts';
import { matchableSubjects } from '../../../src/core/matcher/matchable-subjects.ts';
import { createMatcher } from '../../../src/core/matcher/matcher.ts';
import { packGallery } from '../../../src/core/matcher/pack-gallery.ts';

describe('matchableSubjects', () => {
  it('leaves out who is suspended and who is of another model', () => {
    const other = makeSubject(3);
    const subjects = [
      makeSubject(1),
      makeSubject(2, { suspendedAtMs: 5 }),
      makeSubject(3, { template: { ...other.template, modelSha256: MODEL_B } }),
      makeSubject(4, { suspendedAtMs: 0 }),
    ];
    expect(matchableSubjects(subjects, MODEL_A)).toEqual([subjects[0]]);
    expect(matchableSubjects(subjects, MODEL_B)).toEqual([subjects[2]]);
  });

  it('lets nobody who is suspended match, not even by the very template', () => {
    const [here, away] = [makeSubject(1), makeSubject(2, { suspendedAtMs: 7 })];
    const gallery = packGallery(
      matchableSubjects([here, away], MODEL_A).map(({ id, template }) => ({
        id,
        embeddings: template.embeddings,
      })),
      16,
    );
    const found = createMatcher(gallery).search(away.template.embeddings[0], 5);
    expect(found.map(({ subjectId }) => subjectId)).toEqual([here.id]);
    expect(found[0].similarity).toBeLessThan(0.99);
  });
});
