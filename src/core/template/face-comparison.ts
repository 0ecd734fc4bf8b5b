/**
 * @file Who of many people has a face near to whose. It searches among the means of their templates first, and compares
 * only the nearest embedding by embedding: so 10,000 people take seconds. Changes nothing.
 */
import { cosine } from '../embedding/embedding.ts';
import { createMatcher, type Matcher } from '../matcher/matcher.ts';
import { packGallery } from '../matcher/pack-gallery.ts';
import type { SubjectWithTemplate, Template } from './types.ts';

/** Nobody is mistaken for more people than this and still is worth a look. */
const NEAREST = 20;

export interface NearFace {
  readonly subject: SubjectWithTemplate;
  /** Of the nearest two of their embeddings. */
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
      subjects.map(({ template }, index) => ({ id: String(index), embeddings: [meanOf(template)] })),
      subjects[0].template.dimension,
    );
    this._matcher = createMatcher(gallery);
    gallery.vectors.fill(0);
  }

  /** @returns The others whose face is at least that near, the nearest first. */
  nearTo(subject: SubjectWithTemplate, minSimilarity: number): readonly NearFace[] {
    if (this._matcher === null) return [];
    return this._matcher
      .search(meanOf(subject.template), NEAREST + 1)
      .map(({ subjectId }) => this._subjects[Number(subjectId)])
      .filter((other) => other !== subject)
      .map((other) => ({ subject: other, similarity: nearest(subject.template, other.template) }))
      .filter(({ similarity }) => similarity >= minSimilarity)
      .sort((a, b) => b.similarity - a.similarity);
  }

  /** Overwrites its copy of the means. It finds nobody any more. */
  wipe(): void {
    this._matcher?.wipe();
  }
}

/** @returns Unit vector [dimension]. */
function meanOf({ embeddings, dimension }: Template): Float32Array {
  const sum = new Float32Array(dimension);
  for (const embedding of embeddings) for (let i = 0; i < dimension; i++) sum[i] += embedding[i];
  const length = Math.hypot(...sum);
  // Embeddings that cancel each other out have no mean direction.
  return length > 0 ? sum.map((value) => value / length) : embeddings[0];
}

function nearest(one: Template, other: Template): number {
  return Math.max(...one.embeddings.flatMap((a) => other.embeddings.map((b) => cosine(a, b))));
}
