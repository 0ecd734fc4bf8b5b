/** @file One image of a data set, from what the face finder made of it to its place in a packed dataset. */
import { scaledTemplate } from '../../src/core/align/template.ts';
import type { AlignmentPoints } from '../../src/core/observation.ts';
import type { PackedImage } from '../data/packed-writer.ts';
import { compressCrop } from '../data/decode.ts';
import { CROP_SIZE, PACKED_CROP, placeInCrop } from './crop.ts';
import type { SearchedPhoto } from './face-finder.ts';
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

/**
 * @param found - From the face finder, with its {@link PACKED_CROP}; or why the image is of no use.
 * @returns Never throws for a bad image.
 */
export async function alignImage(
  source: SourceImage,
  found: SearchedPhoto | string,
  splitSeed: number,
): Promise<Outcome> {
  const leftOut = (why: string): Outcome => ({ kind: 'left-out', path: source.path, why });
  if (typeof found === 'string') return leftOut(found);
  const { face, usedGiven, crops } = found;
  const points = usedGiven === null ? face?.points : source.given;
  if (!points) return leftOut('no face was found');
  try {
    const placed = placeInCrop({ points, landmarks: face?.landmarks ?? null });
    if (!isPlausible(placed.points)) return leftOut('its points do not lie as a face’s do');
    return {
      kind: 'aligned',
      usedGiven,
      image: {
        ...whoseImage(source, splitSeed),
        pointsFrom: face ? 'landmarker' : 'given',
        points: placed.points,
        yawDeg: face?.yawDeg ?? null,
        crop: await compressCrop(crops[0], CROP_SIZE),
        landmarks: placed.landmarks,
      },
    };
  } catch (error) {
    return leftOut((error as Error).message);
  }
}

/** What the source alone says of an image. */
export function whoseImage(
  { path, identity, group, clip, isFake, split }: SourceImage,
  splitSeed: number,
): Pick<AlignedImage, 'path' | 'identity' | 'groupName' | 'clipName' | 'isFake' | 'split'> {
  const groupName = group ?? identity;
  return {
    ...{ path, identity, groupName },
    clipName: clip ?? null,
    isFake: isFake ?? false,
    split: split ?? splitOf(splitSeed, groupName),
  };
}

/** A least-squares fit cannot bring the points of a profile to the template, but these far off are no face. */
const FARTHEST_PX = 40;

function isPlausible(points: AlignmentPoints): boolean {
  const template = scaledTemplate(CROP_SIZE, PACKED_CROP.alignment);
  return points.every(({ x, y }, at) => Math.hypot(x - template[at].x, y - template[at].y) < FARTHEST_PX);
}
