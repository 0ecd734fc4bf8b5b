/**
 * @file Does the face have depth? While a head turns, the tip of the nose moves against brows and cheeks. In a flat
 * picture it cannot: one homography moves all points of a print or a screen, however it is held. Reads places in the
 * image only, since the landmarker gives photos depth too.
 */
import { applyHomography, fitHomography } from '../geometry/homography.ts';
import type { Point } from '../observation.ts';
import { LANDMARKER_SHAPE, NOSE_TIP_PLACES } from './face-shape.ts';
import type { CueFinding } from './types.ts';

/** A frame of the attempt. */
export interface TurnedShape {
  readonly yawDeg: number;
  readonly pitchDeg: number;
  /** `LivenessCues.shape`. */
  readonly shape: readonly number[];
}

export interface DepthFinding extends CueFinding {
  /**
   * How far the nose's tip stands out from the plane of brows and cheeks, as a share of their height, going by what the
   * best homography of the others leaves unexplained at the tip: 0.4 to 0.8 for a head, 0 for a plane whose places
   * are known exactly. Negative when the tip moves against the turn. Median of the most turned frames.
   */
  readonly residual: number | null;
}

/**
 * A smaller turn moves the nose hardly more than the noise of the landmarks. Most tilted photos seem to turn less: of
 * 160 stills tilted by up to 50°, the landmarker read at most 13°, and 10° as the median of those at 50°.
 */
const MIN_TURN_DEG = 12;
/** Frames within this share of the largest turn are compared with the most frontal one. */
const NEARLY_LARGEST = 0.85;
const MAX_COMPARED = 9;

/**
 * By MediaPipe's canonical model a head has 0.49 (to the side) to 0.58 (up and down). A photo has more than 0, since
 * the landmarker draws a little of the depth that it expects into the places too. Set on photos of six people (CelebA,
 * other photos of a person taken as other frames, turns of 12° and more): 63 of 65 pairs reach it, none of 5 tilted
 * stills. Measured on others besides, which were known when the limit was chosen: drawn heads 30 of 30 (least 0.51),
 * stills of them 0 of 2; the webcam clips 2 of 2 (hardly anybody turns in them; from 8° on, 20 of 20, least 0.62),
 * flat stills of them tilted by up to 50° 1 of 12, bent ones 3 of 31, and none of 13 that seem turned by 15° or more.
 */
const MIN_DEPTH = 0.4;

/**
 * `pending` until the frames span a turn.
 * @throws RangeError when a shape has not the landmarker's places or holds what is no number.
 */
export function judgeDepth(frames: readonly TurnedShape[]): DepthFinding {
  for (const { shape } of frames) {
    if (shape.length !== LANDMARKER_SHAPE.length * 2 || !shape.every(Number.isFinite)) {
      throw new RangeError(`Depth needs ${LANDMARKER_SHAPE.length} finite places in every frame.`);
    }
  }
  if (frames.length === 0) return PENDING;
  const frontal = frames.reduce((best, frame) => (offAxis(frame) < offAxis(best) ? frame : best));
  const turnOf = (frame: TurnedShape): number =>
    Math.hypot(frame.yawDeg - frontal.yawDeg, frame.pitchDeg - frontal.pitchDeg);
  const largest = Math.max(...frames.map(turnOf));
  if (!(largest >= MIN_TURN_DEG)) return PENDING;
  const depths = frames
    .filter((frame) => turnOf(frame) >= Math.max(MIN_TURN_DEG, largest * NEARLY_LARGEST))
    .sort((a, b) => turnOf(b) - turnOf(a))
    .slice(0, MAX_COMPARED)
    .map((turned) => tipDepth(frontal, turned))
    .filter((depth) => depth !== null)
    .sort((a, b) => a - b);
  if (depths.length === 0) return PENDING;
  const residual = depths[Math.floor((depths.length - 1) / 2)];
  return {
    state: residual >= MIN_DEPTH ? 'passed' : 'failed',
    suspicion: 1 / (1 + Math.exp((residual - MIN_DEPTH) / SOFTNESS)),
    residual,
  };
}

/** Of the suspicion's passage from 1 to 0 around the limit. */
const SOFTNESS = 0.05;
const PENDING: DepthFinding = { state: 'pending', suspicion: null, residual: null };

function offAxis({ yawDeg, pitchDeg }: TurnedShape): number {
  return Math.hypot(yawDeg, pitchDeg);
}

/**
 * @param before - The more frontal frame.
 * @param after - Turned against it.
 * @returns As `DepthFinding.residual`, of two frames; null when the places lie in a line or the frames are not turned.
 */
function tipDepth(before: TurnedShape, after: TurnedShape): number | null {
  const from = places(before.shape);
  const to = places(after.shape);
  const isRest = (_: Point, index: number): boolean => !NOSE_TIP_PLACES.includes(index);
  const map = fitHomography(from.filter(isRest), to.filter(isRest));
  if (!map) return null;
  let x = 0;
  let y = 0;
  for (const index of NOSE_TIP_PLACES) {
    const onPlane = applyHomography(map, from[index]);
    x += (to[index].x - onPlane.x) / NOSE_TIP_PLACES.length;
    y += (to[index].y - onPlane.y) / NOSE_TIP_PLACES.length;
  }
  // The nose of a head that turns to yaw > 0 goes to the image's right, of one that nods up (pitch > 0) up.
  const yawDeg = after.yawDeg - before.yawDeg;
  const pitchDeg = after.pitchDeg - before.pitchDeg;
  const turnDeg = Math.hypot(yawDeg, pitchDeg);
  const along = (x * yawDeg - y * pitchDeg) / turnDeg;
  const height = Math.sqrt(heightOf(from.filter(isRest)) * heightOf(to.filter(isRest)));
  const depth = along / height / Math.sin((turnDeg * Math.PI) / 180);
  return Number.isFinite(depth) ? depth : null;
}

function places(shape: readonly number[]): Point[] {
  return Array.from({ length: shape.length / 2 }, (_, index) => ({
    x: shape[2 * index],
    y: shape[2 * index + 1],
  }));
}

/** A turn to the side narrows a face but leaves its height. */
function heightOf(points: readonly Point[]): number {
  const ys = points.map(({ y }) => y);
  return Math.max(...ys) - Math.min(...ys);
}
