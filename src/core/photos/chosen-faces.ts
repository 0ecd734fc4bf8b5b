/**
 * @file The faces that were chosen so far, among which the next one is looked for, by what stands for their templates
 * at the door: 10,000 people take seconds.
 */
import { cosine } from '../embedding/embedding.ts';
import { createMatcher, type Matcher } from '../matcher/matcher.ts';
import { packGallery } from '../matcher/pack-gallery.ts';
import type { Match } from '../observation.ts';

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
  private readonly _blocks: Block[] = [];
  private _count = 0;
  /** Of the faces that are in no block yet. */
  private _waiting: (readonly Float32Array[])[] = [];

  /** @param vectors - From `matchedVectors`; copied. */
  add(vectors: readonly Float32Array[]): void {
    this._count += 1;
    this._waiting.push(vectors.map((vector) => vector.slice()));
    if (this._waiting.length < BLOCK) return;
    const gallery = packGallery(
      this._waiting.map((embeddings, index) => ({ id: String(index), embeddings })),
      vectors[0].length,
    );
    this._blocks.push({ matcher: createMatcher(gallery), first: this._count - BLOCK });
    gallery.vectors.fill(0);
    this._wipeWaiting();
    this._waiting = [];
  }

  /** @returns For each vector its similarity to the nearest faces, best first. */
  search(vectors: readonly Float32Array[]): Match[][] {
    return vectors.map((vector) => this._nearestTo(vector));
  }

  /** Overwrites its copies. It finds nobody any more. */
  wipe(): void {
    for (const { matcher } of this._blocks) matcher.wipe();
    this._wipeWaiting();
  }

  private _wipeWaiting(): void {
    for (const vector of this._waiting.flat()) vector.fill(0);
  }

  private _nearestTo(vector: Float32Array): Match[] {
    const firstWaiting = this._count - this._waiting.length;
    return [
      ...this._blocks.flatMap(({ matcher, first }) =>
        matcher
          .search(vector, NEAREST)
          .map(({ subjectId, similarity }) => ({ subjectId: String(first + Number(subjectId)), similarity })),
      ),
      ...this._waiting.map((vectors, index) => ({
        subjectId: String(firstWaiting + index),
        similarity: Math.max(...vectors.map((other) => cosine(vector, other))),
      })),
    ]
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, NEAREST);
  }
}
