/** @file Head pose from the landmarker's transformation matrix. All angles follow `Pose` in observation.ts. */
import type { Pose } from '../observation.ts';

type Row = readonly [number, number, number];

const DEGREES_PER_RADIAN = 180 / Math.PI;

function degrees(y: number, x: number): number {
  // + 0 turns −0 into 0.
  return Math.atan2(y, x) * DEGREES_PER_RADIAN + 0;
}

/**
 * Pose from MediaPipe FaceLandmarker's `facialTransformationMatrixes[i].data`, which maps its canonical face model
 * (x to the image's right, y up, z towards the camera; centimetres) to camera space with the same axes, for an image
 * that is not mirrored. The shift is not used: the landmarker looks at a crop of the face, so its rotation is already
 * relative to the line of sight.
 *
 * The head first rolls about its own z, then pitches, then yaws: R = R_y(yaw) · R_x(−pitch) · R_z(−roll). So the nose
 * points along R's third column, and R's second row holds the roll. A common positive scale of all entries cancels out.
 *
 * @param matrix - 4×4, column-major, 16 values.
 * @throws RangeError when it does not hold 16 finite values.
 */
export function poseFromMatrix(matrix: ArrayLike<number>): Pose {
  const values = Array.from(matrix);
  if (values.length !== 16 || !values.every(Number.isFinite)) {
    throw new RangeError(`A facial transformation matrix has 16 finite values, got ${values.length}.`);
  }
  const row = (index: number): Row => [values[index], values[index + 4], values[index + 8]];
  const [right, up, towards] = [row(0), row(1), row(2)];
  return {
    yawDeg: degrees(right[2], towards[2]),
    pitchDeg: degrees(up[2], Math.hypot(right[2], towards[2])),
    rollDeg: degrees(-up[0], up[1]),
  };
}
