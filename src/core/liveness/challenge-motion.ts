/**
 * @file A head's movement as numbers along four axes, and how far each gesture goes along its axis. It only measures:
 * `challenge-follow.ts` decides what a movement means.
 */
import { mean } from '../metrics/statistics.ts';
import type { FaceObservation } from '../observation.ts';
import type { ChallengeKind, Gesture } from './challenge.ts';

/** A head in one frame. */
export interface HeadSample {
  readonly atMs: number;
  readonly yawDeg: number;
  readonly pitchDeg: number;
  /** Distance of the eyes in pixels, as if the head were not turned to a side. */
  readonly eyesPx: number;
  /** Blendshapes [0, 1]. */
  readonly mouth: number;
  readonly blink: number;
}

/** When the head is turned further than this, the distance of the eyes cannot be told. */
const MAX_YAW_DEG = 75;

/** @returns Null for a frame with numbers that no head has. */
export function headSample({ pose, quality, liveness }: FaceObservation, atMs: number): HeadSample | null {
  const { yawDeg, pitchDeg } = pose;
  const { interocularPx } = quality;
  const { jawOpen: mouth, blink } = liveness;
  if (!Number.isFinite(mouth) || !Number.isFinite(blink)) return null;
  if (!Number.isFinite(pitchDeg) || !(Math.abs(yawDeg) <= MAX_YAW_DEG)) return null;
  if (!(interocularPx > 0 && interocularPx < Infinity)) return null;
  const eyesPx = interocularPx / Math.cos((yawDeg * Math.PI) / 180);
  return { atMs, yawDeg, pitchDeg, eyesPx, mouth, blink };
}

/** The mean of the samples, as of the last one. @throws RangeError when there are none. */
export function meanSample(samples: readonly HeadSample[]): HeadSample {
  if (samples.length === 0) throw new RangeError('There is no mean of no samples.');
  return {
    atMs: samples[samples.length - 1].atMs,
    yawDeg: mean(samples.map((sample) => sample.yawDeg)),
    pitchDeg: mean(samples.map((sample) => sample.pitchDeg)),
    eyesPx: mean(samples.map((sample) => sample.eyesPx)),
    mouth: mean(samples.map((sample) => sample.mouth)),
    // A blink in between must not raise what counts as open.
    blink: Math.min(...samples.map((sample) => sample.blink)),
  };
}

export type Axis = 'yaw' | 'pitch' | 'size' | 'mouth';
const AXES: readonly Axis[] = ['yaw', 'pitch', 'size', 'mouth'];

/** How far the head is from its rest. Degrees to the subject's left and upwards; logarithm of the size; blendshape. */
export type Displacement = Readonly<Record<Axis, number>>;

export function displacement(sample: HeadSample, rest: HeadSample): Displacement {
  return {
    yaw: sample.yawDeg - rest.yawDeg,
    pitch: sample.pitchDeg - rest.pitchDeg,
    size: Math.log(sample.eyesPx / rest.eyesPx),
    mouth: sample.mouth - rest.mouth,
  };
}

/** Where along `axis`, in the direction `sign`, a gesture counts as reached: from `from` up to `to`. */
export interface Reach {
  readonly axis: Axis;
  readonly sign: 1 | -1;
  readonly from: number;
  readonly to: number;
}

const DIRECTIONS: Readonly<Record<Exclude<ChallengeKind, 'blink'>, readonly [Axis, 1 | -1]>> = {
  turnLeft: ['yaw', 1],
  turnRight: ['yaw', -1],
  lookUp: ['pitch', 1],
  lookDown: ['pitch', -1],
  openMouth: ['mouth', 1],
  moveCloser: ['size', 1],
  moveBack: ['size', -1],
};

/** The lower level ends where the higher one begins, so that one recorded turn cannot answer both. */
const LOW_SHARES = [0.8, 1.35] as const;
const HIGH_SHARES = [0.8, 1.7] as const;
const LOWEST_HIGH_GOAL_DEG = 20;
/** Of the way, as a logarithm of the size. */
const LOW_SIZE_SHARES = [0.75, 1.5] as const;
const HIGH_SIZE_SHARES = [0.8, 2.3] as const;
const LOWEST_HIGH_WAY = 0.3;

/** @returns Null for `blink`, which is counted and goes nowhere. */
export function reachOf({ kind, goal }: Gesture): Reach | null {
  if (kind === 'blink') return null;
  const [axis, sign] = DIRECTIONS[kind];
  switch (axis) {
    case 'yaw':
    case 'pitch': {
      const [least, most] = goal >= LOWEST_HIGH_GOAL_DEG ? HIGH_SHARES : LOW_SHARES;
      return { axis, sign, from: goal * least, to: goal * most };
    }
    case 'size': {
      const way = Math.abs(Math.log(goal));
      const [least, most] = way >= LOWEST_HIGH_WAY ? HIGH_SIZE_SHARES : LOW_SIZE_SHARES;
      return { axis, sign, from: way * least, to: way * most };
    }
    case 'mouth':
      return { axis, sign, from: goal * 0.6, to: 1 };
  }
}

/** How far a head may stray along an axis that it was not asked to move along. */
const STRAY: Displacement = { yaw: 11, pitch: 9, size: 0.16, mouth: 0.3 };
/** The landmarker reads a part of a far turn as a nod. */
const PITCH_STRAY_WHILE_TURNED = 13;

/**
 * A head that has reached a goal may go past it by this much, which is too little to reach the next level. People do
 * so. Besides, a second gesture changes what the landmarker measures of the first.
 */
const PAST_REACHED = 1.2;

/**
 * Whether the head is anywhere that none of `gestures`, nor a way to or from them, leads to.
 * @param reached - How many of them, from the first, have reached their goals.
 */
export function strays(moved: Displacement, gestures: readonly Gesture[], reached: number): boolean {
  const reaches = gestures.flatMap((gesture, index) => {
    const reach = reachOf(gesture);
    if (reach === null) return [];
    return [index < reached ? { ...reach, to: reach.to * PAST_REACHED } : reach];
  });
  const turned = reaches.some(({ axis }) => axis === 'yaw');
  return AXES.some((axis) => {
    const stray = axis === 'pitch' && turned ? PITCH_STRAY_WHILE_TURNED : STRAY[axis];
    let [least, most] = [-stray, stray];
    for (const reach of reaches) {
      if (reach.axis !== axis) continue;
      if (reach.sign > 0) most = Math.max(most, reach.to);
      else least = Math.min(least, -reach.to);
    }
    // Written so that NaN counts as straying.
    return !(moved[axis] >= least && moved[axis] <= most);
  });
}

const AT_REST: Displacement = { yaw: 7, pitch: 7, size: 0.1, mouth: 0.2 };

export function isAtRest(moved: Displacement): boolean {
  return AXES.every((axis) => Math.abs(moved[axis]) <= AT_REST[axis]);
}

/** No head moves faster than this by itself: degrees, or logarithms of the size, per millisecond. */
const FASTEST: Pick<Displacement, 'yaw' | 'pitch' | 'size'> = { yaw: 0.22, pitch: 0.22, size: 0.0018 };
/** Less than this from one frame to the next is noise. */
const NOISE: Pick<Displacement, 'yaw' | 'pitch' | 'size'> = { yaw: 9, pitch: 9, size: 0.13 };

/** Whether the picture was cut between two frames that follow each other. */
export function jumps(before: HeadSample, after: HeadSample): boolean {
  const step = displacement(after, before);
  const ms = after.atMs - before.atMs;
  return (['yaw', 'pitch', 'size'] as const).some(
    (axis) => !(Math.abs(step[axis]) <= Math.max(NOISE[axis], FASTEST[axis] * ms)),
  );
}
