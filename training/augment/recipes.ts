/** @file Augmentations of the systems of docs/sources.md by name, as plain data to start a configuration from. */
import type { AugmentConfig } from './types.ts';

/**
 * System 0, Kryptonite, with the cutout of its runs (docs/sources.md #45); its command line offers gray too, switched
 * off.
 */
export const SYSTEM_0: AugmentConfig = {
  cutout: { probability: 0.5, part: 'any' },
  gray: { probability: 0 },
  flip: { probability: 0.5 },
};

/** System 4, the CGS final task (docs/sources.md #47). */
export const CGS: AugmentConfig = {
  blur: { probability: 0.25, kernelPx: [3, 7] },
  colour: { probability: 0.5, jitter: { brightness: 0.3, contrast: 0.3, saturation: 0.3 } },
  flip: { probability: 0.5 },
};

/** AdaFace (docs/sources.md #48). */
export const ADAFACE: AugmentConfig = {
  crop: { probability: 0.2, area: [0.2, 1], aspect: [3 / 4, 4 / 3] },
  lowResolution: { probability: 0.2, scale: [0.2, 1] },
  colour: { probability: 0.2, jitter: { brightness: 0.5, contrast: 0.5, saturation: 0.5 } },
};

/**
 * System 3, the first place of DFDC (docs/sources.md #49). OpenCV counts hue to 180, so its ±20 is ±40° here. Its
 * resizing by a random kernel has no counterpart, since the alignment gives every face its size.
 */
export const DFDC: AugmentConfig = {
  jpeg: { probability: 0.5, quality: [60, 100] },
  noise: { probability: 0.1, variance: [10, 50] },
  blur: { probability: 0.05, kernelPx: [3, 3] },
  colour: {
    probability: 0.7,
    jitter: { brightness: 0.2, contrast: 0.2 },
    fancyPca: 0.1,
    hsv: { hueDeg: 40, saturation: 30, value: 20 },
  },
  gray: { probability: 0.2 },
  flip: { probability: 0.5 },
  view: { probability: 0.5, shift: 0.1, scale: 0.2, rotateDeg: 10 },
};

/**
 * System 3 with its "hardcore" blackouts (docs/sources.md #50), which keep a detector from resting on one part of the
 * face.
 */
export const DFDC_HARDCORE: AugmentConfig = {
  blackout: { landmarks: 0.7, hull: 0.2, bitMask: 0.1 },
  ...DFDC,
};
