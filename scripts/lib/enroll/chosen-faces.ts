/**
 * @file The faces that were chosen so far, among which the next one is looked for. It searches among the means of
 * their templates, and compares only the nearest embedding by embedding: so 10,000 people take seconds.
 */
import { cosine } from '../../../src/core/embedding/embedding.ts';
import { createMatcher, type Matcher } from '../../../src/core/matcher/matcher.ts';
import { packGallery } from '../../../src/core/matcher/pack-gallery.ts';
import type { Match } from '../../../src/core/observation.ts';
import type { Template } from '../../../src/core/template/types.ts';

/** Nobody looks like more people than this and still is worth a search. */
const NEAREST = 20;
/** A matcher cannot grow. So many faces wait until they become one more matcher. */
const BLOCK = 256;

interface Block {
  readonly matcher: Matcher;
  /** Number of its first face. */
  readonly first: number;
}

/** Faces are known by their number, in the order in which they were added. */
export class ChosenFaces {
  private readonly _templates: Template[] = [];
  private readonly _blocks: Block[] = [];
  /** Unit vectors of the faces that are in no block yet. */
  private _waiting: Float32Array[] = [];

  add(template: Template): void {
    this._templates.push(template);
    this._waiting.push(meanOf(template));
    if (this._waiting.length < BLOCK) return;
    const gallery = packGallery(
      this._waiting.map((mean, index) => ({ id: String(index), embeddings: [mean] })),
      template.dimension,
    );
    this._blocks.push({ matcher: createMatcher(gallery), first: this._templates.length - BLOCK });
    gallery.vectors.fill(0);
    for (const mean of this._waiting) mean.fill(0);
    this._waiting = [];
  }

  /** @returns For each embedding of the template its similarity to the nearest faces; a face’s nearest row counts. */
  search(template: Template): Match[][] {
    const nearest = this._nearestTo(meanOf(template));
    return template.embeddings.map((embedding) =>
      nearest.map((face) => ({
        subjectId: String(face),
        similarity: Math.max(...this._templates[face].embeddings.map((other) => cosine(embedding, other))),
      })),
    );
  }

  /** Overwrites the means. It finds nobody any more; the templates stay. */
  wipe(): void {
    for (const { matcher } of this._blocks) matcher.wipe();
    for (const mean of this._waiting) mean.fill(0);
  }

  private _nearestTo(mean: Float32Array): number[] {
    const firstWaiting = this._templates.length - this._waiting.length;
    return [
      ...this._blocks.flatMap(({ matcher, first }) =>
        matcher
          .search(mean, NEAREST)
          .map(({ subjectId, similarity }) => ({ face: first + Number(subjectId), similarity })),
      ),
      ...this._waiting.map((other, index) => ({
        face: firstWaiting + index,
        similarity: cosine(mean, other),
      })),
    ]
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, NEAREST)
      .map(({ face }) => face);
  }
}

/** @returns Unit vector [dimension]. */
function meanOf({ embeddings, dimension }: Template): Float32Array {
  const sum = new Float32Array(dimension);
  for (const embedding of embeddings) for (let i = 0; i < dimension; i++) sum[i] += embedding[i];
  const length = Math.hypot(...sum);
  // Embeddings that cancel each other out have no mean direction.
  return length > 0 ? sum.map((value) => value / length) : embeddings[0].slice();
}
