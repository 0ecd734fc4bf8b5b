/**
 * @file The knobs of augmentation: plain data that a configuration file holds. An absent knob is off. Lengths are in
 * pixels of a picture whose face has the alignment template's size at 112², which is the size packed crops have.
 */
import type { ResampleKernel } from '../image/resample.ts';

/** Lowest and highest value, both included; the draw between them is uniform. */
export type Range = readonly [low: number, high: number];

export interface Chance {
  /** How often this augmentation acts, [0, 1]. */
  readonly probability: number;
}

export const CUTOUT_PARTS = ['eyes', 'nose', 'mouth'] as const;
export type CutoutPart = (typeof CUTOUT_PARTS)[number];

export interface CutoutKnobs extends Chance {
  /** `any` draws one of the three; system 0 calls it "all". */
  readonly part: CutoutPart | 'any';
}

/** Probabilities, [0, 1], tried in this order; each counts only where none before it acted. */
export interface BlackoutKnobs {
  /** A thick line over eyes, mouth or nose (system 3: .7, of which an eighth does nothing). */
  readonly landmarks?: number;
  /** One side of the hull of jaw and brows; skips faces without the 478 landmarks (system 3: .2). */
  readonly hull?: number;
  /** Everything on one side of the nose tip, along the face's own axes: left, right, above or below. */
  readonly halfFace?: number;
  /** Half of the aligned square, or two of its quarters that touch at a corner (system 3: .1). */
  readonly bitMask?: number;
}

export interface CropKnobs extends Chance {
  /** Share of the aligned square's area that stays visible, within (0, 1]. */
  readonly area: Range;
  /** Width over height of what stays; its logarithm is drawn uniformly. */
  readonly aspect: Range;
}

export interface LowResolutionKnobs extends Chance {
  /** Side of the small picture over the side of the full one, within (0, 1]. */
  readonly scale: Range;
  /** Drawn once for shrinking and once for enlarging; all five when absent. */
  readonly kernels?: readonly ResampleKernel[];
}

export interface JpegKnobs extends Chance {
  /** Whole numbers within [1, 100]. */
  readonly quality: Range;
  /** Share coded with chroma at full resolution (4:4:4); the others, all when absent, at half of it (4:2:0). */
  readonly fullChroma?: number;
}

export interface NoiseKnobs extends Chance {
  /** Of the Gaussian, in squared steps of 0 to 255. */
  readonly variance: Range;
}

export interface BlurKnobs extends Chance {
  /** Side of the Gaussian kernel: odd numbers of this range are drawn. σ = 0.3·((k − 1)/2 − 1) + 0.8, as in OpenCV. */
  readonly kernelPx: Range;
}

export interface JitterKnobs {
  /** ±, of 1: the picture times U(1 − b, 1 + b). Within [0, 1], as the next two are. */
  readonly brightness?: number;
  /** ±, of 1: distance from the mean luminance. */
  readonly contrast?: number;
  /** ±, of 1: distance from each pixel's luminance. */
  readonly saturation?: number;
  /** ±, within [0, 180]. */
  readonly hueDeg?: number;
}

export interface HsvKnobs {
  /** ±, within [0, 180]. */
  readonly hueDeg: number;
  /** ±, added to a saturation of 0 to 255. */
  readonly saturation: number;
  /** ±, added to a value of 0 to 255. */
  readonly value: number;
}

/** One of the changes that are named here, drawn with equal chances. */
export interface ColourKnobs extends Chance {
  readonly jitter?: JitterKnobs;
  /** Standard deviation of the multiples of the pixels' principal components that are added to all of them. */
  readonly fancyPca?: number;
  readonly hsv?: HsvKnobs;
}

export interface ViewKnobs extends Chance {
  /** ±, share of the aligned square's side, for x and y each. Within [0, 1]. */
  readonly shift: number;
  /** ±, of 1: the face appears U(1 − s, 1 + s) times as large. Within [0, 1). */
  readonly scale: number;
  /** ±, within [0, 180]. */
  readonly rotateDeg: number;
}

export interface MisalignKnobs extends Chance {
  /** Standard deviation of each coordinate of each of the five points. */
  readonly sigmaPx: Range;
}

/** In the order in which they act; `createAugmenter` says why. */
export interface AugmentConfig {
  /** A black box over eyes, nose or mouth (system 0: .5 in its runs). */
  readonly cutout?: CutoutKnobs;
  /** Parts of the face blacked out (system 3's "hardcore"). */
  readonly blackout?: BlackoutKnobs;
  /** A rectangle of the face kept in its place, black around it (AdaFace: p .2, area .2–1, aspect ¾–4/3). */
  readonly crop?: CropKnobs;
  /** Shrunk and enlarged again (AdaFace: p .2, scale .2–1, five kernels). */
  readonly lowResolution?: LowResolutionKnobs;
  /** Compressed and decoded (system 3: p .5, quality 60–100). */
  readonly jpeg?: JpegKnobs;
  /** Gaussian, independent per channel (system 3: p .1, variance 10–50). */
  readonly noise?: NoiseKnobs;
  /** Gaussian (system 4: p .25, kernel 3–7; system 3: p .05, kernel 3). */
  readonly blur?: BlurKnobs;
  /** Light and colour (system 4: p .5, ±.3; AdaFace: p .2, ±.5; system 3: p .7, one of three). */
  readonly colour?: ColourKnobs;
  /** Luminance only (system 3: p .2). */
  readonly gray?: Chance;
  /** Mirrored left to right, points and landmarks too (systems 0, 3 and 4: p .5). */
  readonly flip?: Chance;
  /** Rotated, scaled and shifted as seen by the alignment (system 3: p .5, .1, .2, 10°). */
  readonly view?: ViewKnobs;
  /** Points that miss a little, as a tracker's do: the later alignment inherits the error. */
  readonly misalign?: MisalignKnobs;
}
