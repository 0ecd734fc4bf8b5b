/** @file One image of a data set, from its file's bytes and what the tracker found to its place in a packed dataset. */
import { mean } from '../../src/core/metrics/statistics.ts';
import { scaledTemplate } from '../../src/core/align/template.ts';
import type { AlignmentPoints } from '../../src/core/observation.ts';
import type { PackedImage } from '../data/packed-writer.ts';
import { CROP_MARGIN, CROP_SIZE, cutCrop } from './crop.ts';
import type { FoundFace } from './face-finder.ts';
import type { SourceImage } from './source.ts';
import { splitOf } from './split.ts';

/** What became of an image. `groupName` and `clipName` get their numbers when all are together. */
export type AlignedImage = Omit<PackedImage, 'group' | 'clip'> & {
  readonly groupName: string;
  readonly clipName: string | null;
};

export type Outcome =
  | {
      readonly kind: 'aligned';
      readonly image: AlignedImage;
      readonly usedGiven: 'no-face' | 'other-face' | null;
    }
  | { readonly kind: 'left-out'; readonly path: string; readonly why: string };

/** The tracker's face is another one when its points lie this far from the given ones, in eye distances. */
const OTHER_FACE = 0.75;

/**
 * @param found - From the face finder: a face, null, or why the image cannot be read.
 * @returns Never throws for a bad image.
 */
export async function alignImage(
  source: SourceImage,
  bytes: Uint8Array,
  found: FoundFace | string | null,
  splitSeed: number,
): Promise<Outcome> {
  const leftOut = (why: string): Outcome => ({ kind: 'left-out', path: source.path, why });
  if (typeof found === 'string') return leftOut(found);
  const usedGiven = reasonForGiven(source.given ?? null, found);
  const points = usedGiven === null ? found?.points : source.given;
  if (!points) return leftOut('no face was found');
  const tracked = usedGiven === null ? found : null;
  const landmarks = tracked?.landmarks ?? null;
  try {
    const crop = await cutCrop(bytes, { points, landmarks }, source.stretchY ?? 1);
    if (!isPlausible(crop.points)) return leftOut('its points do not lie as a face’s do');
    const groupName = source.group ?? source.identity;
    return {
      kind: 'aligned',
      usedGiven,
      image: {
        path: source.path,
        identity: source.identity,
        groupName,
        clipName: source.clip ?? null,
        isFake: source.isFake ?? false,
        split: source.split ?? splitOf(splitSeed, groupName),
        pointsFrom: tracked ? 'landmarker' : 'given',
        points: crop.points,
        yawDeg: tracked?.yawDeg ?? null,
        crop: crop.jpeg,
        landmarks: crop.landmarks,
      },
    };
  } catch (error) {
    return leftOut((error as Error).message);
  }
}

function reasonForGiven(
  given: AlignmentPoints | null,
  found: FoundFace | null,
): 'no-face' | 'other-face' | null {
  if (!given) return null;
  if (!found) return 'no-face';
  const eyeDistance = Math.hypot(given[1].x - given[0].x, given[1].y - given[0].y);
  const apart = given.map(({ x, y }, at) => Math.hypot(x - found.points[at].x, y - found.points[at].y));
  return mean(apart) > OTHER_FACE * eyeDistance ? 'other-face' : null;
}

/** A least-squares fit cannot bring the points of a profile to the template, but these far off are no face. */
const FARTHEST_PX = 40;

function isPlausible(points: AlignmentPoints): boolean {
  const template = scaledTemplate(CROP_SIZE, { template: 'arcface-112', margin: CROP_MARGIN });
  return points.every(({ x, y }, at) => Math.hypot(x - template[at].x, y - template[at].y) < FARTHEST_PX);
}
