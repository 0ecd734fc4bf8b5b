/**
 * @file Head pose from what the two trackers give: the landmarker's transformation matrix, or the detector's six
 * keypoints. All angles follow `Pose` in observation.ts.
 */
import { mean } from '../metrics/statistics.ts';
import type { Point, Pose } from '../observation.ts';
import type { FaceKeypoints } from './keypoints.ts';

type Row = readonly [number, number, number];

const DEGREES_PER_RADIAN = 180 / Math.PI;

function degrees(y: number, x: number): number {
  // + 0 turns −0 into 0.
  return Math.atan2(y, x) * DEGREES_PER_RADIAN + 0;
}

/**
 * Both trackers end here with the rotation of a head model whose axes are: x to the image's right, y up, z out of the
 * face towards the camera. The head first rolls about its own z, then pitches, then yaws:
 * R = R_y(yaw) · R_x(−pitch) · R_z(−roll). So R's third column is where the nose points, and R's second row holds the
 * roll. A common positive scale of all entries cancels out.
 */
function poseFromRows(right: Row, up: Row, towards: Row): Pose {
  return {
    yawDeg: degrees(right[2], towards[2]),
    pitchDeg: degrees(up[2], Math.hypot(right[2], towards[2])),
    rollDeg: degrees(-up[0], up[1]),
  };
}

/**
 * Pose from MediaPipe FaceLandmarker's `facialTransformationMatrixes[i].data`, which maps its canonical face model
 * (x to the image's right, y up, z towards the camera; centimetres) to camera space with the same axes, for an image
 * that is not mirrored. The shift is not used: the landmarker looks at a crop of the face, so its rotation is already
 * relative to the line of sight.
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
  return poseFromRows(row(0), row(1), row(2));
}

/**
 * Where the six keypoints lie on MediaPipe's canonical face model, in centimetres: the middle of each eye's corners
 * and lids, the nose tip (vertex 1), the middle of the lips, and the ears. The model ends before the ears (vertices
 * 234, 454, z = −2.44); the ears' depth was set so that yaw agrees with the landmarker's on 97 webcam frames of eight
 * people within ±15° (slope 1.09, mean difference 1.2°; pitch: mean difference 2.5°).
 */
const MODEL: readonly Row[] = [
  [-3.16, 2.62, 3.65],
  [3.16, 2.62, 3.65],
  [0, -1.13, 7.48],
  [0, -4.3, 5.6],
  [-7.66, 0.67, -4.5],
  [7.66, 0.67, -4.5],
];

const MODEL_MEAN = [0, 1, 2].map((axis) => MODEL.reduce((sum, point) => sum + point[axis], 0) / MODEL.length);
const CENTRED = MODEL.map((point) => point.map((value, axis) => value - MODEL_MEAN[axis]));
const moment = (first: number, second: number): number =>
  CENTRED.reduce((sum, point) => sum + point[first] * point[second], 0);
// The model is symmetric in x, so its 3×3 moment matrix falls apart into xx and a 2×2 block of y and z.
const XX = moment(0, 0);
const YY = moment(1, 1);
const YZ = moment(1, 2);
const ZZ = moment(2, 2);
const DETERMINANT = YY * ZZ - YZ * YZ;

/** Least squares: the direction g for which g · (model point) comes nearest to the measured coordinates. */
function gradient(values: readonly number[]): Row {
  const level = mean(values);
  const along = [0, 1, 2].map((axis) =>
    values.reduce((sum, value, index) => sum + (value - level) * CENTRED[index][axis], 0),
  );
  return [
    along[0] / XX,
    (ZZ * along[1] - YZ * along[2]) / DETERMINANT,
    (YY * along[2] - YZ * along[1]) / DETERMINANT,
  ];
}

function unit(row: Row): Row {
  const length = Math.hypot(...row);
  if (!(length > 0) || !Number.isFinite(length)) {
    throw new RangeError('Head pose needs six finite keypoints that are not all in one place.');
  }
  return [row[0] / length, row[1] / length, row[2] / length];
}

function cross(u: Row, v: Row): Row {
  return [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
}

/**
 * Pose from the six keypoints of the face detector, by scaled orthographic projection of a rigid head model (POS,
 * DeMenthon & Davis 1995): the image's x and y are each fitted as a linear function of the model's three coordinates,
 * and the two directions found are the first two rows of the rotation. Yaw then rests on the nose and the ears
 * against the eyes, pitch on the nose and the ears against eyes and mouth, roll mostly on the lines of eyes and ears.
 * Coarser than `poseFromMatrix`: a head of other proportions than the model's reads as slightly raised or lowered.
 * Difference from `poseFromMatrix` of the same frame, mean and 95 % of the absolute: on 48 frames of two drawn people who
 * turn by up to 19° to the side and 23° up and down, yaw 2.0° and 4.4°, pitch 2.4° and 7.8° (beyond 10°: yaw
 * 1.7° and 4.2°, pitch 4.2° and 10.6°); on 385 frames of eight webcam clips (yaw −12° to 15°, pitch −10° to 9°),
 * yaw 1.3° and 3.1°, pitch 2.8° and 6.6°. `tests/e2e/measures.spec.ts` holds the drawn people to it.
 *
 * @throws RangeError when the points are not finite or all in one place.
 */
export function poseFromKeypoints(keypoints: FaceKeypoints): Pose {
  const xs = keypoints.map((point: Point) => point.x);
  const ys = keypoints.map((point: Point) => -point.y);
  const right = unit(gradient(xs));
  const measuredUp = unit(gradient(ys));
  const towards = unit(cross(right, measuredUp));
  // Noise leaves the two directions not quite at right angles.
  return poseFromRows(right, cross(towards, right), towards);
}
