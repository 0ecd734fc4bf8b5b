/**
 * @file Which of MediaPipe's 478 face landmarks outline what. Left and right are the image's, as in the alignment
 * points. Numbers as in MediaPipe's canonical face model.
 */

export const LANDMARK_COUNT = 478;

/** Clockwise from the top of the forehead, which lies near the hairline. */
export const FACE_OVAL: readonly number[] = [
  10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149,
  150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
];

/** The oval from one temple along the chin to the other. */
export const JAW: readonly number[] = FACE_OVAL.slice(7, 30);

export const LEFT_BROW: readonly number[] = [70, 63, 105, 66, 107, 55, 65, 52, 53, 46];
export const RIGHT_BROW: readonly number[] = [300, 293, 334, 296, 336, 285, 295, 282, 283, 276];

export const LEFT_EYE: readonly number[] = [
  33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7,
];
export const RIGHT_EYE: readonly number[] = [
  263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249,
];

/** The bridge down to the tip and the lip, then the nostrils and wings. */
export const NOSE: readonly number[] = [
  168, 6, 197, 195, 5, 4, 1, 19, 94, 2, 122, 351, 196, 419, 97, 326, 98, 327, 48, 278, 129, 358,
];

export const OUTER_LIPS: readonly number[] = [
  61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146,
];
export const INNER_LIPS: readonly number[] = [
  78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95,
];

/** Places on cheeks, forehead and chin that keep the warp's triangles small. */
const SKIN: readonly number[] = [
  9, 151, 108, 337, 69, 299, 104, 333, 50, 280, 101, 330, 117, 346, 205, 425, 187, 411, 207, 427, 192, 416,
  18, 200, 199, 204, 424, 211, 431,
];

/** What lies between brows and mouth. */
export const INNER_FACE: readonly number[] = [
  ...LEFT_BROW,
  ...RIGHT_BROW,
  ...LEFT_EYE,
  ...RIGHT_EYE,
  ...NOSE,
  ...OUTER_LIPS,
];

/**
 * The points that a face is warped by. All 468 of the skin would be too many: on the far side of a turned head they lie
 * over one another, and the fold shows.
 */
export const WARP_POINTS: readonly number[] = [...FACE_OVAL, ...INNER_FACE, ...INNER_LIPS, ...SKIN];

/** The landmarks nearest to the five alignment points, in their order (docs/sources.md #2). */
export const ALIGNMENT_LANDMARKS: readonly [number, number, number, number, number] = [468, 473, 1, 61, 291];
