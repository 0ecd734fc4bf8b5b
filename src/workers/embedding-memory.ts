/** @file Remembers one embedding, to say how near the next one of the same run is. Judges nothing. */
import type { RecognitionRequest } from './protocol.ts';

/** After a longer pause another person may rightly stand there. */
const MAX_GAP_MS = 1_000;

export interface EmbeddingMemory {
  /**
   * @param embedding - Unit vector; copied.
   * @returns Its cosine to the one before in the same run, [−1, 1]; null for the first and after a pause.
   */
  follow(embedding: Float32Array, frame: Pick<RecognitionRequest, 'sequence' | 'timestampMs'>): number | null;
  /** Overwrites what is remembered. */
  forget(): void;
}

export function createEmbeddingMemory(): EmbeddingMemory {
  let last: {
    readonly vector: Float32Array;
    readonly sequence: number;
    readonly timestampMs: number;
  } | null = null;
  const forget = (): void => {
    last?.vector.fill(0);
    last = null;
  };
  return {
    follow(embedding, { sequence, timestampMs }) {
      // The frames of a new run, and the photos of one, are numbered from the start.
      const goesOn =
        last !== null && sequence > last.sequence && timestampMs - last.timestampMs <= MAX_GAP_MS;
      const cosine = last !== null && goesOn ? dot(last.vector, embedding) : null;
      forget();
      last = { vector: embedding.slice(), sequence, timestampMs };
      return cosine;
    },
    forget,
  };
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += a[at] * b[at];
  return Math.max(-1, Math.min(1, sum));
}
