/**
 * @file How near a face must come to somebody's template, for a gallery's size and the share of strangers that may be
 * taken for somebody. Holds no threshold itself: all come from the model's manifest entry.
 */
import type { EmbedderEntry, GalleryPoint } from '../manifest/types.ts';
import { fmrForFpir, similarityThreshold } from './similarity-threshold.ts';

/**
 * Fewer people count as so many. A rate is one of single images, and whoever stands at a door shows dozens: at the
 * threshold of a single person one of seven strangers on video was let in. It costs little: at 100 people EdgeFace
 * misses 0.9 % of single images under `standard`, at one 0.3 % (models/edgeface-xs.md).
 */
const FEWEST_COUNTED = 100;

/** What thresholds are read from. */
export type MeasuredEmbedder = Pick<EmbedderEntry, 'operatingPoints' | 'galleries'>;

export interface GalleryThreshold {
  /** Cosine between a probe and what stands for a template; at or above it is a match. May exceed 1: nobody matches. */
  readonly threshold: number;
  /** The model was never measured in so large a gallery, or at so small a share of strangers. */
  readonly beyondMeasured: boolean;
}

/**
 * Between two measured sizes the threshold runs straight over the logarithm of the size. Beyond the largest it goes on
 * like that, and is marked. A model that was measured on pairs only is taken to err in each comparison by itself.
 *
 * @param targetFpir - Share of strangers who may be taken for somebody, (0, 1).
 * @param people - Who are compared with. Fewer than a hundred count as a hundred, as far as that many were measured.
 * @throws RangeError as `similarityThreshold`.
 */
export function galleryThreshold(
  embedder: MeasuredEmbedder,
  targetFpir: number,
  people: number,
): GalleryThreshold {
  const place = placeAmong(pointsFor(embedder, targetFpir), people);
  if (place === null) {
    const { threshold, extrapolated } = similarityThreshold(
      embedder.operatingPoints,
      targetFpir,
      Math.max(1, people),
    );
    return {
      threshold: Math.max(threshold, loosestHeldTo(embedder, targetFpir)),
      beyondMeasured: extrapolated,
    };
  }
  const { from, to, share } = place;
  return { threshold: from.threshold + share * (to.threshold - from.threshold), beyondMeasured: share > 1 };
}

/** Whoever lets fewer strangers in is never looser than what was measured in galleries for letting in more. */
function loosestHeldTo({ galleries }: MeasuredEmbedder, targetFpir: number): number {
  const looser = (galleries?.points ?? []).filter(
    ({ fpir, people }) => fpir > targetFpir && people <= FEWEST_COUNTED,
  );
  return Math.max(-1, ...looser.map(({ threshold }) => threshold));
}

/** The most people among whom the model was measured at that share of strangers; at least 1. */
export function mostPeopleMeasured(embedder: MeasuredEmbedder, targetFpir: number): number {
  const points = pointsFor(embedder, targetFpir);
  if (points.length > 0) return points[points.length - 1].people;
  const { operatingPoints } = embedder;
  const strictest = operatingPoints[operatingPoints.length - 1].fmr;
  if (strictest > targetFpir) return 1;
  // The inverse of `fmrForFpir`, then down to where rounding has no say.
  let people = Math.max(1, Math.ceil(Math.log1p(-targetFpir) / Math.log1p(-strictest)));
  while (people > 1 && fmrForFpir(targetFpir, people) < strictest) people -= 1;
  return people;
}

/** @returns By rising size; empty for a model that was not measured so, or in galleries of one size only. */
export function pointsFor(
  { galleries }: Pick<EmbedderEntry, 'galleries'>,
  targetFpir: number,
): readonly GalleryPoint[] {
  const points = (galleries?.points ?? []).filter(({ fpir }) => fpir === targetFpir);
  return points.length > 1 ? points : [];
}

export interface PlaceAmongPoints {
  readonly from: GalleryPoint;
  readonly to: GalleryPoint;
  /** 0 at `from`, 1 at `to`, above 1 beyond the largest gallery. */
  readonly share: number;
}

/** @returns null where there are no points. */
export function placeAmong(points: readonly GalleryPoint[], people: number): PlaceAmongPoints | null {
  if (points.length === 0) return null;
  const size = Math.max(people, Math.min(FEWEST_COUNTED, points[points.length - 1].people));
  const exact = points.find((point) => point.people === size);
  if (exact) return { from: exact, to: exact, share: 0 };
  const after = points.findIndex((point) => point.people > size);
  const upper = after === -1 ? points.length - 1 : Math.max(1, after);
  const [from, to] = [points[upper - 1], points[upper]];
  const share = Math.log(size / from.people) / Math.log(to.people / from.people);
  return { from, to, share };
}
