/**
 * @file Does the face have depth? While a head turns to a side, what stands out moves against what lies back, and the
 * face narrows as it should for that turn. A print can be turned much further than it seems to turn, since trackers
 * tell flat and bent pictures too small a turn. Reads places in the image, and the told pose only to doubt it: the
 * landmarker gives photos depth too.
 */
import { solveLeastSquares } from '../geometry/least-squares.ts';
import { mean, median } from '../metrics/statistics.ts';
import type { Point } from '../observation.ts';
import { LANDMARKER_SHAPE, OUTER_EYE_PLACES, USUAL_RELIEF } from './face-shape.ts';
import type { CueFinding } from './types.ts';

/** A frame of the attempt. */
export interface TurnedShape {
  /** As the tracker tells the pose. */
  readonly yawDeg: number;
  readonly pitchDeg: number;
  /** `LivenessCues.shape`. */
  readonly shape: readonly number[];
}

export interface DepthFinding extends CueFinding {
  /**
   * How far the face stands out, as a multiple of MediaPipe's canonical face, for the turn that told pose and narrowing
   * agree on: about 1.3 for heads before a webcam, whose near parts look larger; 0 for a plane. Negative when the face
   * moves against the turn. Lower median of pairs of frames.
   */
  readonly relief: number | null;
  /** How many degrees further than told the face has turned, going by how narrow it became. Median of the pairs. */
  readonly untoldDeg: number | null;
}

/** A smaller turn moves the nose hardly more than the noise of the landmarks. The smallest that is asked for is 16°. */
const MIN_TURN_DEG = 12;
/** Pairs within this share of the largest turn are judged. A nod between the two counts against a pair. */
const NEARLY_LARGEST = 0.8;
const NOD_WEIGHT = 0.5;
const MAX_PAIRS = 25;
/** No further nod is asked for; more is told only of what is no head. */
const MAX_NOD_DEG = 40;

/**
 * Noise and expressions narrow a face too, by as much as a few degrees more of a turn would. Only what goes beyond
 * this counts as turned. Chosen with the two limits below on drawn people up to 51, sheets of four of them, and half of
 * 160 people's stills from the web.
 *
 * On others passed: the other half's stills 82 of 82, each person's middle pair, the least relief 1.16
 * (`npm run bench -- depth --stills FOLDER`); a drawn head at 40 to 85 cm 12 of 12, the least 1.22. Of sheets of that
 * person, turned up to 62° and stopped wherever they look best: flat 1 of 6, pushed out by 2 cm 0 of 12, by 3.5 cm 0 of
 * 6, rolled to 20 cm 3 of 6, folded level 0 of 6 (`npm run bench -- depth --people 1 --from 60`).
 *
 * What it cannot do: paper rolled as narrow as a head passes (6 of 6), and so does paper folded upright by 50° (6 of
 * 6). The tracker sees a turning head in them, and they do have relief. A picture that is warped as a head would look,
 * or a face swapped onto a real head, moves as a head does.
 */
const FORGIVEN_DEG = 8;
const MIN_RELIEF = 1.05;
const MAX_UNTOLD_DEG = 18;

/**
 * `pending` until the frames span a turn to a side.
 * @throws RangeError when a shape has not the landmarker's places or holds what is no number.
 */
export function judgeDepth(frames: readonly TurnedShape[]): DepthFinding {
  const views = frames.map(viewOf);
  const pairs = mostTurned(views).flatMap(([from, to]) => judgePair(from, to, views) ?? []);
  if (pairs.length === 0) return PENDING;
  const reliefs = pairs.map(({ relief }) => relief).sort((a, b) => a - b);
  const relief = reliefs[Math.floor((reliefs.length - 1) / 2)];
  const untoldDeg = median(pairs.map((pair) => pair.untoldDeg));
  const suspicion = Math.max(
    logistic((MIN_RELIEF - relief) / RELIEF_SOFTNESS),
    logistic((untoldDeg - MAX_UNTOLD_DEG) / UNTOLD_SOFTNESS_DEG),
  );
  const passed = relief >= MIN_RELIEF && untoldDeg <= MAX_UNTOLD_DEG;
  return { state: passed ? 'passed' : 'failed', suspicion, relief, untoldDeg };
}

/** Of the suspicion's passage from 0 to 1 around the limits. */
const RELIEF_SOFTNESS = 0.05;
const UNTOLD_SOFTNESS_DEG = 1.5;
const PENDING: DepthFinding = { state: 'pending', suspicion: null, relief: null, untoldDeg: null };

interface View {
  readonly yawDeg: number;
  readonly pitchDeg: number;
  /** Around their middle. */
  readonly places: readonly Point[];
}

type Pair = readonly [from: View, to: View];

function viewOf({ yawDeg, pitchDeg, shape }: TurnedShape): View {
  if (shape.length !== LANDMARKER_SHAPE.length * 2 || !shape.every(Number.isFinite)) {
    throw new RangeError(`Depth needs ${LANDMARKER_SHAPE.length} finite places in every frame.`);
  }
  const places = LANDMARKER_SHAPE.map((_, at) => ({ x: shape[2 * at], y: shape[2 * at + 1] }));
  const middleX = mean(places.map(({ x }) => x));
  const middleY = mean(places.map(({ y }) => y));
  return { yawDeg, pitchDeg, places: places.map(({ x, y }) => ({ x: x - middleX, y: y - middleY })) };
}

/** Pairs of views between which the head turns furthest to its left, or back from its right, and nods little. */
function mostTurned(views: readonly View[]): Pair[] {
  const byYaw = [...views].sort((a, b) => a.yawDeg - b.yawDeg);
  const turns = byYaw.flatMap((from, at) =>
    byYaw.slice(at + 1).flatMap((to) => {
      const yawDeg = to.yawDeg - from.yawDeg;
      if (!(yawDeg >= MIN_TURN_DEG)) return [];
      return [
        { pair: [from, to] as const, deg: yawDeg - NOD_WEIGHT * Math.abs(to.pitchDeg - from.pitchDeg) },
      ];
    }),
  );
  const largest = Math.max(...turns.map(({ deg }) => deg));
  const near = turns.filter(({ deg }) => deg >= largest * NEARLY_LARGEST);
  // Evenly: the very largest are those whose pose was told too large.
  const every = Math.max(1, near.length / MAX_PAIRS);
  return near
    .filter((_, at) => Math.floor(at / every) !== Math.floor((at - 1) / every))
    .map(({ pair }) => pair);
}

interface PairFinding {
  readonly relief: number;
  readonly untoldDeg: number;
}

function judgePair(from: View, to: View, views: readonly View[]): PairFinding | null {
  const change = changeBetween(from, to);
  if (change === null) return null;
  const yawDeg = to.yawDeg - from.yawDeg;
  const told = Math.hypot(yawDeg, to.pitchDeg - from.pitchDeg);
  const seen = turnedThrough(from, to, views) ?? change.turnDeg;
  const untoldDeg = seen - told;
  const turnDeg = yawDeg + Math.max(0, untoldDeg - FORGIVEN_DEG);
  const relief = change.shift / Math.sin(radians(Math.min(90, turnDeg)));
  return Number.isFinite(relief) ? { relief, untoldDeg } : null;
}

/**
 * A face that turns from one side to the other is as narrow in the end as it was in the beginning, and widest between.
 * @returns Degrees; null when no frame between the two shows a wider face.
 */
function turnedThrough(from: View, to: View, views: readonly View[]): number | null {
  const middle = { yawDeg: (from.yawDeg + to.yawDeg) / 2, pitchDeg: (from.pitchDeg + to.pitchDeg) / 2 };
  const offMiddle = ({ yawDeg, pitchDeg }: View): number =>
    Math.hypot(yawDeg - middle.yawDeg, pitchDeg - middle.pitchDeg);
  const between = views
    .filter(({ yawDeg }) => yawDeg > from.yawDeg && yawDeg < to.yawDeg)
    .reduce<View | null>(
      (best, view) => (best === null || offMiddle(view) < offMiddle(best) ? view : best),
      null,
    );
  if (between === null) return null;
  const ends = [from, to].map((end) => changeBetween(between, end));
  if (!ends.every((end) => end?.narrows)) return null;
  return ends.reduce((sum, end) => sum + (end?.turnDeg ?? 0), 0);
}

interface Change {
  /** By how much a plane would have to turn to be as foreshortened. */
  readonly turnDeg: number;
  /** To the side rather than up and down. */
  readonly narrows: boolean;
  /** How far what stands out has moved to the image's right: the sine of the turn for a face as `USUAL_RELIEF`. */
  readonly shift: number;
}

/**
 * Seen from far, a turned face is its old picture under an affine map, and every place is shifted besides in proportion
 * to its relief. The map's two scales tell the turn: only the one along the turn shrinks.
 */
function changeBetween(from: View, to: View): Change | null {
  const [first, second] = OUTER_EYE_PLACES.map((at) => from.places[at]);
  const eyes = Math.hypot(first.x - second.x, first.y - second.y);
  // A head that is raised or lowered in both views stands out further below or above.
  const nod = radians(Math.max(-MAX_NOD_DEG, Math.min(MAX_NOD_DEG, from.pitchDeg)));
  const rows = from.places.map(({ x, y }, at) => [
    x / eyes,
    y / eyes,
    (RELIEF[at] + (Math.sin(nod) * y) / eyes) / Math.cos(nod),
  ]);
  const solution = solveLeastSquares(rows, [
    to.places.map(({ x }) => x / eyes),
    to.places.map(({ y }) => y / eyes),
  ]);
  if (solution === null) return null;
  const [[a, b, shiftX], [c, d]] = solution;
  // The singular values of a 2×2 matrix.
  const [round, oval] = [Math.hypot(a + d, c - b) / 2, Math.hypot(a - d, b + c) / 2];
  const [larger, smaller] = [round + oval, round - oval];
  const determinant = a * d - b * c;
  return {
    turnDeg: (Math.acos(smaller / larger) * 180) / Math.PI,
    // How long a level line has become, and how far apart two level lines.
    narrows: a * a + c * c < determinant,
    shift: shiftX / larger,
  };
}

const RELIEF = ((): readonly number[] => {
  const middle = mean(USUAL_RELIEF);
  return USUAL_RELIEF.map((relief) => relief - middle);
})();

function radians(deg: number): number {
  return (deg * Math.PI) / 180;
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
