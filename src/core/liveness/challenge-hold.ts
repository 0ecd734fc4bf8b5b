/**
 * @file The wait before a prompt: the person looks straight and holds still, for a time that is drawn at random. A pure
 * state machine. Knows nothing of what will be asked, which is drawn only when the wait is over.
 */
import { displacement, type HeadSample, meanSample, strays } from './challenge-motion.ts';

/** Survives JSON. */
export interface ChallengeHold {
  readonly still: readonly HeadSample[];
  readonly holdMs: number;
  /** How often it began anew because of a gesture that nobody had asked for. */
  readonly broken: number;
}

export type HoldStep =
  | { readonly kind: 'going'; readonly hold: ChallengeHold }
  /** `rest`: the person's own straight pose. */
  | { readonly kind: 'held'; readonly rest: HeadSample }
  | { readonly kind: 'failed' };

/** Milliseconds between which the wait is drawn. */
const HOLD_MS = [200, 500] as const;

/** How straight a head must be, in degrees. A camera above the screen sees every head lowered. */
const STRAIGHT_YAW_DEG = 14;
const STRAIGHT_PITCH_DEG = 20;
/**
 * A head that is lowered further may look at the door's button or at a badge, and come up at the next moment: that
 * would be a wrong answer to a prompt. It must keep still for longer than people take to notice the door and look up.
 */
const LOWERED_DEG = 12;
const LOWERED_MS = 1_200;
/** Within this of the mean a head is still. */
const STILL = { yaw: 4.5, pitch: 4.5, size: 0.09, mouth: 0.2 };
const STILL_FRAMES = 3;
/** More than the longest hold takes at 60 frames a second. */
const MAX_STILL_SAMPLES = 120;
const MAX_BROKEN = 2;

/** @param random - [0, 1); nobody can predict it. */
export function startHold(random: () => number): ChallengeHold {
  return { still: [], holdMs: between(HOLD_MS, random), broken: 0 };
}

/**
 * Takes in the next good frame of the same face.
 * @param ready - Whether the prompt may come once the wait is over.
 */
export function followHold(
  { still, holdMs, broken }: ChallengeHold,
  sample: HeadSample,
  ready: boolean,
  random: () => number,
): HoldStep {
  const straight =
    Math.abs(sample.yawDeg) <= STRAIGHT_YAW_DEG && Math.abs(sample.pitchDeg) <= STRAIGHT_PITCH_DEG;
  if (still.length > 0) {
    const moved = displacement(sample, meanSample(still));
    const calm =
      Math.abs(moved.yaw) <= STILL.yaw &&
      Math.abs(moved.pitch) <= STILL.pitch &&
      Math.abs(moved.size) <= STILL.size &&
      Math.abs(moved.mouth) <= STILL.mouth;
    if (!calm || !straight) {
      const gestures = broken + (strays(moved, [], 0) ? 1 : 0);
      if (gestures > MAX_BROKEN) return { kind: 'failed' };
      return { kind: 'going', hold: { still: [], holdMs: between(HOLD_MS, random), broken: gestures } };
    }
  } else if (!straight) return { kind: 'going', hold: { still, holdMs, broken } };
  const samples = [...still, sample].slice(-MAX_STILL_SAMPLES);
  const heldMs = sample.atMs - samples[0].atMs;
  const rest = meanSample(samples);
  if (ready && samples.length >= STILL_FRAMES && heldMs >= holdMs + longerMs(rest)) {
    return { kind: 'held', rest };
  }
  return { kind: 'going', hold: { still: samples, holdMs, broken } };
}

/** How much of the wait is done, [0, 1]. */
export function holdProgress({ still, holdMs }: ChallengeHold): number {
  if (still.length === 0) return 0;
  const neededMs = holdMs + longerMs(meanSample(still));
  return Math.max(0, Math.min(1, (still[still.length - 1].atMs - still[0].atMs) / neededMs));
}

function longerMs({ pitchDeg }: HeadSample): number {
  return pitchDeg < -LOWERED_DEG ? LOWERED_MS : 0;
}

export function between([least, most]: readonly [number, number], random: () => number): number {
  return least + random() * (most - least);
}
