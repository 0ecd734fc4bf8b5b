/**
 * @file Scores folders of photo pairs as the kiosk would: face found, aligned, embedded, and the second photo, the
 * probe, looked at for fakes.
 */
import { readFile } from 'node:fs/promises';
import { cosine } from '../../src/core/embedding/embedding.ts';
import { decidePair } from '../../src/core/fusion/pair-decision.ts';
import type { PairDecision } from '../../src/core/fusion/pair-decision.ts';
import type { AlignmentPoints } from '../../src/core/observation.ts';
import { cropFor, decodeImage } from './crop-image.ts';
import type { ImageModel } from './image-model.ts';
import type { PairFolder } from './pair-folders.ts';
import { NO_PROGRESS } from '../progress.ts';
import type { StartProgress } from '../progress.ts';
import { embedCrops, fakeProbabilitiesOf } from './read-crops.ts';

/** The part of `prepare`'s face finder that is needed here. */
export interface PairFaceFinder {
  /** Calls that may overlap; more only wait. */
  readonly pages: number;
  /** @returns For each photo its face in the photo's pixels, null for no face, or why it cannot be read. */
  find(
    photos: readonly { bytes: Uint8Array; stretchY: number; margins: readonly number[] }[],
  ): Promise<readonly ({ readonly points: AlignmentPoints } | string | null)[]>;
}

export interface ScoreOptions {
  readonly finder: PairFaceFinder;
  readonly model: ImageModel;
  readonly fakeDetector?: { readonly model: ImageModel; readonly threshold: number } | undefined;
  /** The cosine from which on two photos match; null where the model has none, and then nothing is decided. */
  readonly similarityThreshold: number | null;
  readonly startProgress?: StartProgress | undefined;
}

export type PhotoFault = 'missing' | 'unreadable' | 'no-face';

export interface ScoredPair {
  readonly id: string;
  /** What a contest ranks by: the cosine, [−1, 1]; −1 where a photo is of no use. */
  readonly similarity: number;
  /** Null where a photo is of no use. */
  readonly cosine: number | null;
  /** Of photo 1, the probe. Null without a fake detector, or where the photo is of no use. */
  readonly fakeProbability: number | null;
  /** Null where a photo is of no use, or the model has no threshold. */
  readonly decision: PairDecision | null;
  /** What is wrong with photos 0 and 1; null: nothing. */
  readonly faults: readonly [PhotoFault | null, PhotoFault | null];
}

/** Tight crops, as contests give them, leave trackers no room, so black is put around them where nothing is found. */
const MARGINS = [0, 0.25, 0.6];

const NO_SIMILARITY = -1;

/**
 * @returns In the order of `pairs`.
 * @throws Error when a model or the face finder as a whole fails; never for a photo.
 */
export async function scorePairs(pairs: readonly PairFolder[], options: ScoreOptions): Promise<ScoredPair[]> {
  const { finder, startProgress = NO_PROGRESS } = options;
  const scored: ScoredPair[] = [];
  let next = 0;
  const progress = startProgress(pairs.length, 'pairs');
  const work = async (): Promise<void> => {
    while (next < pairs.length) {
      const at = next;
      next += 1;
      scored[at] = await scorePair(pairs[at], options);
      progress.step();
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.max(1, finder.pages) }, work));
  } finally {
    progress.stop();
  }
  return scored;
}

interface ReadPhoto {
  readonly embedding: Float32Array;
  readonly fakeProbability: number | null;
}

async function scorePair({ id, photos }: PairFolder, options: ScoreOptions): Promise<ScoredPair> {
  const [reference, probe] = await Promise.all([
    readPhoto(photos[0], { ...options, fakeDetector: undefined }),
    readPhoto(photos[1], options),
  ]);
  const unusable = typeof reference === 'string' || typeof probe === 'string';
  const similarity = unusable ? null : cosine(reference.embedding, probe.embedding);
  const fakeProbability = typeof probe === 'string' ? null : probe.fakeProbability;
  const { fakeDetector, similarityThreshold } = options;
  return {
    id,
    similarity: similarity ?? NO_SIMILARITY,
    cosine: similarity,
    fakeProbability,
    decision:
      similarity === null || similarityThreshold === null
        ? null
        : decidePair(similarity, fakeProbability, {
            similarity: similarityThreshold,
            fake: fakeDetector?.threshold ?? null,
          }),
    faults: [faultOf(reference), faultOf(probe)],
  };
}

function faultOf(photo: ReadPhoto | PhotoFault): PhotoFault | null {
  return typeof photo === 'string' ? photo : null;
}

async function readPhoto(
  path: string | null,
  { finder, model, fakeDetector }: ScoreOptions,
): Promise<ReadPhoto | PhotoFault> {
  if (path === null) return 'missing';
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null) return 'unreadable';
  const [face] = await finder.find([{ bytes: new Uint8Array(bytes), stretchY: 1, margins: MARGINS }]);
  if (face === null) return 'no-face';
  const image = typeof face === 'string' ? null : await decodeImage(bytes).catch(() => null);
  if (typeof face === 'string' || image === null) return 'unreadable';
  const [embedding] = await embedCrops(model, [cropFor(model, image, face.points)]);
  if (!fakeDetector) return { embedding, fakeProbability: null };
  const crop = cropFor(fakeDetector.model, image, face.points);
  const [fakeProbability] = await fakeProbabilitiesOf(fakeDetector.model, [crop]);
  return { embedding, fakeProbability };
}
