/**
 * @file Decides 1:1 whether two photos show one person, as the kiosk's verify mode does for one frame.
 */
import { POLICIES } from '../../../src/core/decision/policies.ts';
import { cosine } from '../../../src/core/embedding/embedding.ts';
import { similarityThreshold } from '../../../src/core/fusion/similarity-threshold.ts';
import { judgePhoto, onlyFace, type UsableFace } from '../photos/photo-faults.ts';
import type { PhotoKiosk } from '../photos/photo-kiosk.ts';

export interface VerifiedPhoto {
  readonly path: string;
  /** What makes the comparison less certain; empty for a photo that the kiosk would take. */
  readonly warnings: readonly string[];
}

/** Plain data, which `--json` prints as it is. */
export interface Answer {
  readonly same: boolean;
  /** Cosine in [−1, 1]. */
  readonly similarity: number;
  readonly threshold: number;
  /** False match rate that the threshold stands for. */
  readonly fmr: number;
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
  const { embedder, provider } = report;
  const faces: UsableFace[] = [];
  for (const path of [first, second]) faces.push(await faceIn(examine, path));
  const similarity = cosine(faces[0].embedding, faces[1].embedding);
  const scaled = similarityThreshold(embedder.operatingPoints, fmr, 1);
  return {
    same: similarity >= scaled.threshold,
    similarity,
    ...scaled,
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
