/**
 * @file Tells by a number whether a face that comes is one of the last that stood here. So somebody who waits beside a
 * queue is one stranger, however often the queue hides them. Holds a few embeddings in memory for minutes, and judges
 * nothing.
 */

import { cosine } from '../core/embedding/embedding.ts';

/** A face that was not seen for so long is forgotten. */
const REMEMBERED_MS = 300_000;
const MOST_FACES = 16;

export interface FaceKeys {
  /**
   * @param embedding - Unit vector; copied when the face is new.
   * @returns The number of the face. Numbers say nothing else, and none is given twice.
   */
  keyOf(embedding: Float32Array, timestampMs: number): number;
  /** Overwrites what is remembered. */
  forget(): void;
}

interface KnownFace {
  readonly key: number;
  /** Of the first frame: a face that changes step by step becomes another one. */
  readonly vector: Float32Array;
  lastMs: number;
}

/**
 * @param threshold - Cosine from which on two frames show the same face.
 * @param firstKey - Random, so that a worker that was restarted gives no number of the one before.
 */
export function createFaceKeys(threshold: number, firstKey: number): FaceKeys {
  let faces: KnownFace[] = [];
  let lastKey = firstKey;
  const drop = (gone: readonly KnownFace[]): void => {
    for (const { vector } of gone) vector.fill(0);
    faces = faces.filter((face) => !gone.includes(face));
  };
  return {
    keyOf(embedding, timestampMs) {
      drop(faces.filter(({ lastMs }) => timestampMs - lastMs > REMEMBERED_MS));
      let nearest: KnownFace | null = null;
      let most = threshold;
      for (const face of faces) {
        const similarity = cosine(face.vector, embedding);
        if (similarity >= most) [nearest, most] = [face, similarity];
      }
      if (nearest === null) {
        faces.sort((a, b) => a.lastMs - b.lastMs);
        drop(faces.slice(0, Math.max(0, faces.length + 1 - MOST_FACES)));
        lastKey += 1;
        nearest = { key: lastKey, vector: embedding.slice(), lastMs: timestampMs };
        faces.push(nearest);
      }
      nearest.lastMs = timestampMs;
      return nearest.key;
    },
    forget() {
      drop(faces);
    },
  };
}
