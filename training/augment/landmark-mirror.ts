/** @file Which of MediaPipe's 478 landmarks trade places when a face is mirrored. */

export const LANDMARK_COUNT = 478;

/**
 * Pairs on the two sides of the face, as runs [on the image's left, on its right, how many indices follow on from
 * both]. Found by mirroring MediaPipe's canonical face model, whose vertices come in exact pairs; landmarks that no
 * run names lie on its middle line. The last five runs are the irises: centre, then around it the landmark on the
 * image's right, top, left and bottom, in this order for both eyes.
 */
const MIRRORED_RUNS: readonly (readonly [number, number, number])[] = [
  [3, 248, 1],
  [7, 249, 1],
  [20, 250, 74],
  [95, 324, 56],
  [153, 380, 11],
  [165, 391, 3],
  [169, 394, 6],
  [176, 400, 19],
  [196, 419, 1],
  [198, 420, 1],
  [201, 421, 47],
  [468, 473, 1],
  [469, 476, 1],
  [470, 475, 1],
  [471, 474, 1],
  [472, 477, 1],
];

/** [478]: the landmark that lies on the other side; itself on the middle line. */
export const MIRRORED_LANDMARK: Uint16Array = mirroredLandmarks();

function mirroredLandmarks(): Uint16Array {
  const table = Uint16Array.from({ length: LANDMARK_COUNT }, (_, index) => index);
  for (const [left, right, count] of MIRRORED_RUNS) {
    for (let step = 0; step < count; step += 1) {
      table[left + step] = right + step;
      table[right + step] = left + step;
    }
  }
  return table;
}
