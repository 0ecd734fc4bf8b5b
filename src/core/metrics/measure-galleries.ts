/** @file All that a manifest says of an embedder's galleries, from people with photos. */
import type { Galleries } from '../manifest/types.ts';
import { createRng } from '../rng/rng.ts';
import { galleryPoints } from './gallery-points.ts';
import {
  lookAlikeMargin,
  searchGalleries,
  type GallerySearches,
  type PhotographedPerson,
  type SearchOptions,
} from './gallery-searches.ts';

/** People in the galleries that are measured, as far as there are people to fill them. */
const GALLERY_SIZES: readonly number[] = [1, 10, 100, 300, 1_000];

/** Of the photos of templates, and of the bootstrap. */
const [DEAL_SEED, BOOTSTRAP_SEED] = [1, 2];
/** Where the look-alike margin is measured: at this share of strangers, in the largest gallery up to this size. */
const [MARGIN_FPIR, MARGIN_PEOPLE] = [1e-3, 100];

export interface SearchedSizes {
  /** Those of {@link GALLERY_SIZES} that the people fill. */
  readonly sizes: readonly number[];
  readonly searches: GallerySearches;
}

/** @param mayBeOne - As {@link SearchOptions} has it. */
export function searchAllSizes(
  people: readonly PhotographedPerson[],
  mayBeOne: SearchOptions['mayBeOne'],
): SearchedSizes {
  const fewestOthers = people.reduce((fewest, _, one) => {
    const others = people.reduce(
      (sum, __, other) => sum + (other === one || mayBeOne(one, other) ? 0 : 1),
      0,
    );
    return Math.min(fewest, others);
  }, Infinity);
  const sizes = GALLERY_SIZES.filter((size) => size <= fewestOthers);
  return { sizes, searches: searchGalleries(people, { sizes, mayBeOne, rng: createRng(DEAL_SEED) }) };
}

/** @returns Null where there are too few people or photos for any point. */
export function galleriesOf({ sizes, searches }: SearchedSizes): Galleries | null {
  const { rates, probes, enrolledProbes, templates } = searches;
  if (sizes.length === 0 || enrolledProbes === 0) return null;
  const points = galleryPoints(rates, sizes, createRng(BOOTSTRAP_SEED));
  if (points.length === 0) return null;
  const atMargin = points
    .filter(({ fpir, people }) => fpir === MARGIN_FPIR && people <= MARGIN_PEOPLE)
    .at(-1);
  return {
    points,
    evidence: { probes, templates, enrolledProbes },
    lookAlikeMargin: atMargin ? lookAlikeMargin(searches, atMargin.threshold) : 0,
  };
}
