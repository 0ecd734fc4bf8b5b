/** @file Which places of a face `LivenessCues.shape` holds, in which order. Holds no measurement. */

/**
 * Of MediaPipe's 478 landmarks: the tip of the nose twice, then what moves little with a face's expression and is not
 * its outline, which slides over the skin as a head turns: the corners of the eyes, brows, forehead and cheekbones.
 * Mirror images stand side by side.
 */
export const LANDMARKER_SHAPE: readonly number[] = [
  ...[1, 4],
  ...[33, 263, 133, 362],
  ...[70, 300, 105, 334, 107, 336],
  ...[10, 151],
  ...[50, 280, 117, 346],
];

/** Positions in `LANDMARKER_SHAPE` of the nose's tip: the places that stand out furthest from the rest. */
export const NOSE_TIP_PLACES: readonly number[] = [0, 1];
