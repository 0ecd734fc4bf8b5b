/** @file Compares the faces of many people with each other and with the gallery, while the page still answers. */
import { matchableSubjects } from '../core/matcher/matchable-subjects.ts';
import { enrolmentThresholds, type EnrolmentThresholds } from '../core/template/find-duplicates.ts';
import { FaceComparison } from '../core/template/face-comparison.ts';
import type { Policy } from '../core/decision/policies.ts';
import type { EmbedderEntry } from '../core/manifest/types.ts';
import type { PersonHere, PersonInFile } from '../storage/types.ts';
import type { Pipeline } from '../workers/bridge.ts';

/** The longest that the page waits for its turn. */
const WORK_MS = 12;
/** Nobody is mistaken for more people than this and still is worth a look. */
const NEAREST = 20;

/** By what faces are compared. */
export interface FaceModel {
  readonly embedder: Pick<EmbedderEntry, 'sha256' | 'operatingPoints' | 'galleries'>;
  readonly policy: Pick<Policy, 'targetFpir'>;
  /** Has the vectors of everybody here. */
  readonly gallery: Pick<Pipeline, 'identify' | 'nearTo'>;
}

/** Somebody whose face is near. */
export interface NearFace {
  readonly subject: PersonInFile | PersonHere;
  /** Of the nearest two of the vectors that stand for them. */
  readonly similarity: number;
}

export interface NearFaces {
  readonly thresholds: EnrolmentThresholds;
  /** Of each who looks like somebody: whom, the nearest first. Those of another model were not compared. */
  readonly near: ReadonlyMap<PersonInFile, readonly NearFace[]>;
}

/**
 * Compares each of `inFile` with the rest of them and with those here.
 * @param onProgress - Hears the share that is done, 0 to 1.
 * @throws What the signal is aborted with.
 */
export async function findNearFaces(
  inFile: readonly PersonInFile[],
  here: readonly PersonHere[],
  { embedder, policy, gallery }: FaceModel,
  {
    onProgress,
    signal,
  }: { readonly onProgress?: (share: number) => void; readonly signal?: AbortSignal } = {},
): Promise<NearFaces> {
  const asked = matchableSubjects(inFile, embedder.sha256);
  const hereById = new Map(matchableSubjects(here, embedder.sha256).map((person) => [person.id, person]));
  const thresholds = enrolmentThresholds(embedder, policy.targetFpir, asked.length + hereById.size);
  const comparison = new FaceComparison(asked);
  const near = new Map<PersonInFile, readonly NearFace[]>();
  let turnMs = performance.now();
  try {
    for (const [done, subject] of asked.entries()) {
      const found: NearFace[] = [...comparison.nearTo(subject, thresholds.lookAlike)];
      if (hereById.size > 0) found.push(...(await nearHere(subject, hereById, thresholds, gallery)));
      found.sort((a, b) => b.similarity - a.similarity);
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

async function nearHere(
  { vectors }: PersonInFile,
  here: ReadonlyMap<string, PersonHere>,
  { lookAlike }: EnrolmentThresholds,
  gallery: FaceModel['gallery'],
): Promise<readonly NearFace[]> {
  const nearest = new Map<PersonHere, number>();
  for (const vector of vectors) {
    for (const { subjectId, similarity } of await gallery.identify(vector, NEAREST)) {
      const person = here.get(subjectId);
      if (person === undefined || similarity < lookAlike) continue;
      nearest.set(person, Math.max(similarity, nearest.get(person) ?? -1));
    }
  }
  return [...nearest].map(([subject, similarity]) => ({ subject, similarity }));
}
