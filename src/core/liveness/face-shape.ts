/** @file Which places of a face `LivenessCues.shape` holds, in which order, and a usual face there. */

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

/**
 * How far each place of `LANDMARKER_SHAPE` stands out towards the camera, in distances between the outer corners of
 * the eyes: the z of MediaPipe's canonical face model (Apache-2.0), divided by 8.8917, from a common origin.
 */
export const USUAL_RELIEF: readonly number[] = [
  ...[0.8407, 0.8532],
  ...[0.3569, 0.3569, 0.4226, 0.4226],
  ...[0.3184, 0.3184, 0.5023, 0.5023, 0.5979, 0.5979],
  ...[0.504, 0.5654],
  ...[0.3975, 0.3975, 0.3345, 0.3345],
];

/** Positions in `LANDMARKER_SHAPE` of the outer corners of the eyes. */
export const OUTER_EYE_PLACES: readonly [number, number] = [2, 3];
