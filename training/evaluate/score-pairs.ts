/** @file Scores folders of photo pairs as the kiosk would: face found, aligned, embedded, fakes looked for. */
import { readFile } from 'node:fs/promises';
import { cosine } from '../../src/core/embedding/embedding.ts';
import { foldedSimilarity } from '../../src/core/fusion/folded-similarity.ts';
import type { FoldThresholds } from '../../src/core/fusion/folded-similarity.ts';
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
  readonly fakeDetector?: { readonly model: ImageModel; readonly thresholds: FoldThresholds } | undefined;
  readonly startProgress?: StartProgress | undefined;
}

export type PhotoFault = 'missing' | 'unreadable' | 'no-face';

export interface ScoredPair {
  readonly id: string;
  /** What the kiosk would decide on, [−1, 1]; −1 where a photo is of no use. */
  readonly similarity: number;
  /** Null where a photo is of no use. */
  readonly cosine: number | null;
  /** Null without a fake detector, or where the photo is of no use. */
  readonly fakeProbabilities: readonly [number | null, number | null];
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
  const [first, second] = await Promise.all([readPhoto(photos[0], options), readPhoto(photos[1], options)]);
  const unusable = typeof first === 'string' || typeof second === 'string';
  const similarity = unusable ? null : cosine(first.embedding, second.embedding);
  const fakeProbabilities = [fakeOf(first), fakeOf(second)] as const;
  const { fakeDetector } = options;
  return {
    id,
    cosine: similarity,
    fakeProbabilities,
    faults: [faultOf(first), faultOf(second)],
    similarity:
      similarity === null
        ? NO_SIMILARITY
        : fakeDetector
          ? foldedSimilarity(similarity, fakeProbabilities, fakeDetector.thresholds)
          : similarity,
  };
}

function faultOf(photo: ReadPhoto | PhotoFault): PhotoFault | null {
  return typeof photo === 'string' ? photo : null;
}

function fakeOf(photo: ReadPhoto | PhotoFault): number | null {
  return typeof photo === 'string' ? null : photo.fakeProbability;
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
