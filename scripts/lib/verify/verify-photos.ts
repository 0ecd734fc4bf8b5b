/**
 * @file Decides 1:1 whether two photos show one person, as the kiosk's verify mode does for one frame, and whether the
 * second one, the probe, is a fake.
 */
import { POLICIES } from '../../../src/core/decision/policies.ts';
import { cosine } from '../../../src/core/embedding/embedding.ts';
import { decidePair, type PairDecision } from '../../../src/core/fusion/pair-decision.ts';
import { similarityThreshold } from '../../../src/core/fusion/similarity-threshold.ts';
import type { UsableFace } from '../../../src/core/photos/photo-face.ts';
import { judgePhoto, onlyFace } from '../photos/photo-faults.ts';
import type { PhotoKiosk } from '../photos/photo-kiosk.ts';

export interface VerifiedPhoto {
  readonly path: string;
  /** What makes the comparison less certain; empty for a photo that the kiosk would take. */
  readonly warnings: readonly string[];
}

/** Plain data, which `--json` prints as it is. */
export interface Answer {
  /** As the columns of `npm run training -- submission` are named. */
  readonly decision: PairDecision;
  /** What it is decided by: the cosine. */
  readonly similarity: number;
  /** Of the two embeddings, [−1, 1]. */
  readonly cosine: number;
  /** Of the second photo; null where there is no fake detector. */
  readonly fake_probability: number | null;
  readonly threshold: number;
  /** False match rate that the threshold stands for. */
  readonly fmr: number;
  /** From it on the second photo counts as a fake; null where there is no fake detector. */
  readonly fakeThreshold: number | null;
  /** No measurement of the model reaches as far as `fmr`. */
  readonly extrapolated: boolean;
  readonly model: { readonly name: string; readonly sha256: string };
  readonly provider: string;
  readonly photos: readonly VerifiedPhoto[];
}

/**
 * @param fmr - Without it, that of the standard policy.
 * @throws Error that names the photo which cannot be used.
 */
export async function verifyPhotos(
  { report, examine }: Pick<PhotoKiosk, 'report' | 'examine'>,
  first: string,
  second: string,
  fmr = POLICIES.standard.targetFpir,
): Promise<Answer> {
  const { embedder, fakeDetector, provider } = report;
  const faces: UsableFace[] = [];
  for (const path of [first, second]) faces.push(await faceIn(examine, path));
  const [reference, probe] = faces;
  const similarity = cosine(reference.embedding, probe.embedding);
  const fakeThreshold = fakeDetector?.threshold ?? null;
  const fakeProbability = fakeThreshold === null ? null : probe.face.fakeProbability;
  const scaled = similarityThreshold(embedder.operatingPoints, fmr, 1);
  return {
    decision: decidePair(similarity, fakeProbability, { similarity: scaled.threshold, fake: fakeThreshold }),
    similarity,
    cosine: similarity,
    fake_probability: fakeProbability,
    ...scaled,
    fakeThreshold,
    model: { name: embedder.name, sha256: embedder.sha256 },
    provider,
    photos: [first, second].map((path, index) => ({
      path,
      warnings: judgePhoto(faces[index].face, 'check').faults,
    })),
  };
}

async function faceIn(examine: PhotoKiosk['examine'], path: string): Promise<UsableFace> {
  const observation = await examine(path).catch((cause: unknown) => {
    throw new Error(`${path}: ${(cause as Error).message}.`, { cause });
  });
  const face = onlyFace(observation);
  if (typeof face === 'string') throw new Error(`${path}: ${face}.`);
  return face;
}
