/**
 * @file Who of many people has a face near to whose, by what stands for their templates at the door. 10,000 people
 * take seconds. Changes nothing.
 */
import { createMatcher, type Matcher } from '../matcher/matcher.ts';
import { packGallery } from '../matcher/pack-gallery.ts';

/** Nobody is mistaken for more people than this and still is worth a look. */
const NEAREST = 20;

interface Compared {
  /** What stands for the template, from `matchedVectors`: at least one, all of one model. */
  readonly vectors: readonly Float32Array[];
}

export class FaceComparison<One extends Compared> {
  private readonly _subjects: readonly One[];
  private readonly _matcher: Matcher | null;

  constructor(subjects: readonly One[]) {
    this._subjects = subjects;
    if (subjects.length === 0) {
      this._matcher = null;
      return;
    }
    const gallery = packGallery(
      subjects.map(({ vectors }, index) => ({ id: String(index), embeddings: vectors })),
      subjects[0].vectors[0].length,
    );
    this._matcher = createMatcher(gallery);
    gallery.vectors.fill(0);
  }

  /** @returns The others whose face is at least that near, the nearest first. */
  nearTo(
    subject: One,
    minSimilarity: number,
  ): readonly { readonly subject: One; readonly similarity: number }[] {
    const matcher = this._matcher;
    if (matcher === null) return [];
    const nearest = new Map<string, number>();
    for (const vector of subject.vectors) {
      for (const { subjectId, similarity } of matcher.search(vector, NEAREST + 1)) {
        nearest.set(subjectId, Math.max(similarity, nearest.get(subjectId) ?? -1));
      }
    }
    return [...nearest]
      .map(([place, similarity]) => ({ subject: this._subjects[Number(place)], similarity }))
      .filter((near) => near.subject !== subject && near.similarity >= minSimilarity)
      .sort((a, b) => b.similarity - a.similarity);
  }

  /** Overwrites its copy of the vectors. It finds nobody any more. */
  wipe(): void {
    this._matcher?.wipe();
  }
}
