/** @file Compares the faces of many people with each other, while the page still answers. */
import { matchableSubjects } from '../core/matcher/matchable-subjects.ts';
import { enrolmentThresholds, type EnrolmentThresholds } from '../core/template/find-duplicates.ts';
import { FaceComparison, type NearFace } from '../core/template/face-comparison.ts';
import type { Subject } from '../core/template/types.ts';
import type { Policy } from '../core/decision/policies.ts';
import type { EmbedderEntry } from '../core/manifest/types.ts';

/** The longest that the page waits for its turn. */
const WORK_MS = 12;

/** By what faces are compared. */
export interface FaceModel {
  readonly embedder: Pick<EmbedderEntry, 'sha256' | 'operatingPoints' | 'galleries'>;
  readonly policy: Pick<Policy, 'targetFpir'>;
}

export interface NearFaces {
  readonly thresholds: EnrolmentThresholds;
  /** Of each who looks like somebody: whom, the nearest first. Those of another model were not compared. */
  readonly near: ReadonlyMap<Subject, readonly NearFace[]>;
}

/**
 * Compares each of `subjects` with the rest of them and with `others`.
 * @param onProgress - Hears the share that is done, 0 to 1.
 * @throws What the signal is aborted with.
 */
export async function findNearFaces(
  subjects: readonly Subject[],
  others: readonly Subject[],
  { embedder, policy }: FaceModel,
  {
    onProgress,
    signal,
  }: { readonly onProgress?: (share: number) => void; readonly signal?: AbortSignal } = {},
): Promise<NearFaces> {
  const [asked, rest] = [subjects, others].map((some) => matchableSubjects(some, embedder.sha256));
  const compared = [...asked, ...rest];
  const thresholds = enrolmentThresholds(embedder, policy.targetFpir, compared.length);
  const comparison = new FaceComparison(compared);
  const near = new Map<Subject, readonly NearFace[]>();
  let turnMs = performance.now();
  try {
    for (const [done, subject] of asked.entries()) {
      const found = comparison.nearTo(subject, thresholds.lookAlike);
      if (found.length > 0) near.set(subject, found);
      if (performance.now() - turnMs < WORK_MS) continue;
      onProgress?.(done / asked.length);
      await new Promise((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
      turnMs = performance.now();
    }
  } finally {
    comparison.wipe();
  }
  return { thresholds, near };
}
