/**
 * @file Has the face depth? While a head turns, a nose moves against the eyes as no flat picture's can: how a plane's
 * points move is explained by one homography, whichever way print or screen is held. Reads positions in the image only, since a
 * tracker also gives a photo depth.
 */
import { applyHomography, fitHomography } from '../geometry/homography.ts';
import type { Point } from '../observation.ts';
import type { CueFinding } from './types.ts';

/** A frame of the attempt. */
export interface TurnedShape {
  readonly yawDeg: number;
  readonly pitchDeg: number;
  /** x, y pairs in pixels, of the same places in every frame: `LivenessCues.shape`. */
  readonly shape: readonly number[];
}

export interface DepthFinding extends CueFinding {
  /**
   * What the best homography leaves unexplained: root mean square per degree of freedom, as a share of the face's size;
   * median of the most turned frames.
   */
  readonly residual: number | null;
}

/** A smaller turn moves the nose less than landmarks tremble. */
const MIN_TURN_DEG = 12;
/** Frames within this share of the largest turn are compared with the most frontal one. */
const NEARLY_LARGEST = 0.85;
const MAX_COMPARED = 9;
/** Residual from which on no plane moved. */
const MIN_RESIDUAL = 0.012;
const PARAMETERS = 8;

/**
 * `pending` until the frames span a turn.
 * @throws RangeError when the shapes are not pairs, not equally long, or of fewer than five points.
 */
export function judgeDepth(frames: readonly TurnedShape[]): DepthFinding {
  for (const { shape } of frames) {
    if (shape.length % 2 !== 0 || shape.length <= PARAMETERS || shape.length !== frames[0].shape.length) {
      throw new RangeError('Depth needs shapes of five or more points, as many in every frame.');
    }
  }
  if (frames.length === 0) return PENDING;
  const frontal = frames.reduce((best, frame) => (offAxis(frame) < offAxis(best) ? frame : best));
  const turnOf = (frame: TurnedShape): number =>
    Math.hypot(frame.yawDeg - frontal.yawDeg, frame.pitchDeg - frontal.pitchDeg);
  const largest = Math.max(...frames.map(turnOf));
  if (!(largest >= MIN_TURN_DEG)) return PENDING;
  const residuals = frames
    .filter((frame) => turnOf(frame) >= largest * NEARLY_LARGEST)
    .sort((a, b) => turnOf(b) - turnOf(a))
    .slice(0, MAX_COMPARED)
    .map((turned) => planeResidual(frontal.shape, turned.shape))
    .filter((residual) => residual !== null)
    .sort((a, b) => a - b);
  if (residuals.length === 0) return PENDING;
  const residual = residuals[Math.floor((residuals.length - 1) / 2)];
  return {
    state: residual >= MIN_RESIDUAL ? 'passed' : 'failed',
    suspicion: 1 / (1 + (residual / MIN_RESIDUAL) ** 2),
    residual,
  };
}

const PENDING: DepthFinding = { state: 'pending', suspicion: null, residual: null };

function offAxis({ yawDeg, pitchDeg }: TurnedShape): number {
  return Math.hypot(yawDeg, pitchDeg);
}

/**
 * Distance between where the best homography of `before` puts the points and where they are in `after`.
 * @param before - x, y pairs.
 * @param after - As many.
 * @returns Root mean square per degree of freedom over the size of the face, [0, ∞); null when the points lie in a line
 * or in one place.
 */
export function planeResidual(before: readonly number[], after: readonly number[]): number | null {
  const from = pairs(before);
  const to = pairs(after);
  const map = fitHomography(from, to);
  if (!map) return null;
  const square = from.reduce((sum, point, index) => {
    const { x, y } = applyHomography(map, point);
    return sum + (x - to[index].x) ** 2 + (y - to[index].y) ** 2;
  }, 0);
  const residual = Math.sqrt(square / (before.length - PARAMETERS)) / Math.sqrt(sizeOf(from) * sizeOf(to));
  return Number.isFinite(residual) ? residual : null;
}

function pairs(shape: readonly number[]): Point[] {
  return Array.from({ length: shape.length / 2 }, (_, index) => ({
    x: shape[2 * index],
    y: shape[2 * index + 1],
  }));
}

/** Height of the points' box: a turn to the side narrows a face but leaves its height. */
function sizeOf(points: readonly Point[]): number {
  const ys = points.map(({ y }) => y);
  return Math.max(...ys) - Math.min(...ys);
}
