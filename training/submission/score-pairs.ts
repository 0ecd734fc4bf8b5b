/**
 * @file Scores folders of photo pairs as the kiosk would: face found, aligned, embedded, and the second photo, the
 * probe, looked at for fakes.
 */
import { readPhoto as readPhotoBytes } from '../../scripts/lib/photos/read-photo.ts';
import { cosine } from '../../src/core/embedding/embedding.ts';
import { decidePair } from '../../src/core/fusion/pair-decision.ts';
import type { PairDecision } from '../../src/core/fusion/pair-decision.ts';
import type { FaceFinder } from '../prepare/face-finder.ts';
import type { ImageModel } from '../evaluate/image-model.ts';
import type { PairFolder } from './pair-folders.ts';
import { NO_PROGRESS } from '../progress.ts';
import type { StartProgress } from '../progress.ts';
import { embedCrops, fakeProbabilitiesOf } from '../evaluate/read-crops.ts';

/** The part of `prepare`'s face finder that is needed here. */
export type PairFaceFinder = Pick<FaceFinder, 'pages' | 'find'>;

export interface ScoreOptions {
  readonly finder: PairFaceFinder;
  readonly model: ImageModel;
  readonly fakeDetector?: { readonly model: ImageModel; readonly threshold: number } | undefined;
  /** The cosine from which on two photos match; null where the model has none, and then nothing is decided. */
  readonly similarityThreshold: number | null;
  readonly startProgress?: StartProgress | undefined;
}

export interface PhotoFault {
  readonly kind: 'missing' | 'unreadable' | 'no-face';
  /** In words. */
  readonly why: string;
}

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
  const unusable = isFault(reference) || isFault(probe);
  const similarity = unusable ? null : cosine(reference.embedding, probe.embedding);
  const fakeProbability = isFault(probe) ? null : probe.fakeProbability;
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
    faults: [isFault(reference) ? reference : null, isFault(probe) ? probe : null],
  };
}

function isFault(photo: ReadPhoto | PhotoFault): photo is PhotoFault {
  return 'kind' in photo;
}

async function readPhoto(
  path: string | null,
  { finder, model, fakeDetector }: ScoreOptions,
): Promise<ReadPhoto | PhotoFault> {
  if (path === null) return { kind: 'missing', why: 'there is no such file' };
  const bytes = await readPhotoBytes(path).catch((error: unknown) => error as Error);
  if (bytes instanceof Error) return { kind: 'unreadable', why: bytes.message };
  const wanted = fakeDetector ? [model, fakeDetector.model] : [model];
  const [found] = await finder.find([
    {
      ...{ bytes: new Uint8Array(bytes), margins: MARGINS },
      crops: wanted.map(({ size, spec }) => ({ size, alignment: spec.alignment })),
    },
  ]);
  if (typeof found === 'string') return { kind: 'unreadable', why: found };
  if (found.face === null) return { kind: 'no-face', why: 'no face was found' };
  const [ofFace, ofFake] = found.crops;
  const [embedding] = await embedCrops(model, [ofFace]);
  if (!fakeDetector) return { embedding, fakeProbability: null };
  const [fakeProbability] = await fakeProbabilitiesOf(fakeDetector.model, [ofFake]);
  return { embedding, fakeProbability };
}
