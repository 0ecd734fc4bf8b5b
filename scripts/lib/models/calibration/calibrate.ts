/**
 * @file Measures an embedder on pairs of photos and sets its operating points, through core/metrics.
 */
import { NO_DIRECTION } from '../../../../src/core/embedding/embedding.ts';
import type { Galleries, OperatingPoint } from '../../../../src/core/manifest/types.ts';
import type { PhotographedPerson } from '../../../../src/core/metrics/gallery-searches.ts';
import { galleriesOf, searchAllSizes } from '../../../../src/core/metrics/measure-galleries.ts';
import { equalErrorRates, type EqualErrorRate } from '../../../../src/core/metrics/equal-error-rate.ts';
import {
  DEFAULT_FMR_TARGETS,
  impostorPairsNeeded,
  operatingPoints,
} from '../../../../src/core/metrics/operating-points.ts';
import type { PhotoPages } from '../../photos/photo-pages.ts';
import { startProgress } from '../../terminal/progress.ts';
import type { PairPlan } from './pairs.ts';
import { similaritiesOf } from './similarities.ts';

export interface EmbeddedPhotos {
  /** By the plan's photos; null where there was no face to embed. */
  readonly embeddings: readonly (Float32Array | null)[];
  readonly withoutFace: readonly string[];
  /** The largest face was used. */
  readonly withSeveralFaces: number;
  readonly unreadable: readonly { readonly path: string; readonly why: string }[];
  readonly photosPerSecond: number;
}

/**
 * Examines each photo once, with a progress bar. A photo that cannot be used is reported, not fatal.
 * @throws Error when the model gives no embedding for a face.
 */
export async function embedPhotos(pages: PhotoPages, photos: readonly string[]): Promise<EmbeddedPhotos> {
  const withoutFace: string[] = [];
  const unreadable: { path: string; why: string }[] = [];
  let withSeveralFaces = 0;
  const progress = startProgress(photos.length, 'photos');
  const startMs = performance.now();
  try {
    const embeddings = await Promise.all(
      photos.map(async (path): Promise<Float32Array | null> => {
        try {
          const { face, faceCount } = await pages.examine(path);
          if (!face?.embedding) withoutFace.push(path);
          if (faceCount > 1) withSeveralFaces += 1;
          return face?.embedding ?? null;
        } catch (error) {
          if ((error as Error).message.startsWith(NO_DIRECTION)) throw brokenOn(path, error);
          unreadable.push({ path, why: (error as Error).message });
          return null;
        } finally {
          progress.step();
        }
      }),
    );
    const photosPerSecond = (photos.length * 1000) / (performance.now() - startMs);
    return { embeddings, withoutFace, withSeveralFaces, unreadable, photosPerSecond };
  } finally {
    progress.stop();
  }
}

/** A network that breaks on one face breaks at the door too. */
function brokenOn(path: string, cause: unknown): Error {
  return new Error(
    `It gives no vector for the face in ${path} (all zero, or not a number). Check --mean and --std; otherwise the network ` +
      'divides by zero or overflows somewhere, and cannot be relied on.',
    { cause },
  );
}

export interface Calibration {
  readonly eer: EqualErrorRate;
  readonly operatingPoints: readonly OperatingPoint[];
  /** Null where a list tells pairs only, or the people are too few. */
  readonly galleries: Galleries | null;
  /** Larger than the number used when there are too many to hold. */
  readonly impostorPairsAvailable: number;
}

/** @throws Error in plain words when there are too few pairs for any operating point. */
export function calibrate(plan: PairPlan, embeddings: readonly (Float32Array | null)[]): Calibration {
  const { genuine, impostor, impostorPairsAvailable } = similaritiesOf(plan, embeddings);
  requirePairs({ genuinePairs: genuine.length, impostorPairs: impostor.length, people: plan.people });
  return {
    eer: equalErrorRates(genuine, impostor).eerB,
    operatingPoints: operatingPoints(genuine, impostor),
    galleries: plan.members && measureGalleries(plan.members, embeddings),
    impostorPairsAvailable,
  };
}

function measureGalleries(
  members: readonly (readonly number[])[],
  embeddings: readonly (Float32Array | null)[],
): Galleries | null {
  const people = members.flatMap((photos): PhotographedPerson[] => {
    const own = photos.flatMap((photo) => embeddings[photo] ?? []);
    return own.length === 0 ? [] : [{ set: 'photos', embeddings: own, searches: 'enrolled' }];
  });
  return galleriesOf(searchAllSizes(people, () => false));
}

/** Fewer people say nothing of how alike strangers may look. */
const FEWEST_PEOPLE = 8;

/** @throws Error. Used on the plan before the photos are examined, and on what is left of it afterwards. */
export function requirePairs({
  genuinePairs,
  impostorPairs,
  people,
}: Pick<PairPlan, 'genuinePairs' | 'impostorPairs' | 'people'>): void {
  const loosest = Math.max(...DEFAULT_FMR_TARGETS);
  const needed = impostorPairsNeeded(loosest);
  if (genuinePairs === 0 || impostorPairs < needed) {
    throw new Error(
      `These are too few pairs to set a threshold by: ${genuinePairs} of one person and ${impostorPairs} of two ` +
        `persons. At least one of the first kind and ${needed} of the second are needed; a few hundred and ` +
        '10,000 or more give a threshold to rely on (20 people with 5 photos each already make 200 and 4,750).',
    );
  }
  if (people < FEWEST_PEOPLE) {
    throw new Error(
      `These photos show ${people} people. A threshold that keeps strangers out needs at least ${FEWEST_PEOPLE}, ` +
        'and is one to rely on from 20 on.',
    );
  }
}
