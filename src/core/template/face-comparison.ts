/**
 * @file Who of many people has a face near to whose, by what stands for their templates at the door. 10,000 people
 * take seconds. Changes nothing.
 */
import { createMatcher, type Matcher } from '../matcher/matcher.ts';
import { packGallery } from '../matcher/pack-gallery.ts';
import { matchedVectors } from './matched-vectors.ts';
import type { SubjectWithTemplate } from './types.ts';

/** Nobody is mistaken for more people than this and still is worth a look. */
const NEAREST = 20;

export interface NearFace {
  readonly subject: SubjectWithTemplate;
  /** Of the nearest two of the vectors that stand for them. */
  readonly similarity: number;
}

export class FaceComparison {
  private readonly _subjects: readonly SubjectWithTemplate[];
  private readonly _matcher: Matcher | null;

  /** @param subjects - All of one model. */
  constructor(subjects: readonly SubjectWithTemplate[]) {
    this._subjects = subjects;
    if (subjects.length === 0) {
      this._matcher = null;
      return;
    }
    const gallery = packGallery(
      subjects.map(({ template }, index) => ({
        id: String(index),
        embeddings: matchedVectors(template.embeddings),
      })),
      subjects[0].template.dimension,
    );
    this._matcher = createMatcher(gallery);
    gallery.vectors.fill(0);
  }

  /** @returns The others whose face is at least that near, the nearest first. */
  nearTo(subject: SubjectWithTemplate, minSimilarity: number): readonly NearFace[] {
    const matcher = this._matcher;
    if (matcher === null) return [];
    const nearest = new Map<string, number>();
    for (const vector of matchedVectors(subject.template.embeddings)) {
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
