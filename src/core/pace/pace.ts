/**
 * @file How fast frames with a face are followed, and how many of them are recognised. A tablet throttles once it is
 * warm, so this is measured all the time. Pure.
 */
import { median } from '../metrics/statistics.ts';

/** Every frame is recognised, or every second, or every third. */
export type Stride = 1 | 2 | 3;

/** What an observation says of the device that it came from. */
export interface Pace {
  /** Between two frames with a face, milliseconds; null until enough were seen. */
  readonly gapMs: number | null;
  /** Between two pictures of the camera, milliseconds; null as above. */
  readonly cameraGapMs: number | null;
  readonly stride: Stride;
  /** Nothing is left to give up: the gap stays as it is. */
  readonly settled: boolean;
}

/** Plain data of bounded size. */
export interface PaceMeter extends Pace {
  /** When the last frame was, if it showed a face. */
  readonly lastMs: number | null;
  /** Since the stride changed. */
  readonly gapsMs: readonly number[];
  readonly cameraGapsMs: readonly number[];
  /** Since when a shorter stride would do; null while it would not. */
  readonly easySinceMs: number | null;
}

export interface PacedFrame {
  readonly atMs: number;
  readonly hasFace: boolean;
  /** Pictures that the camera gave since the frame before, this one among them. */
  readonly pictures: number;
}

export const NO_PACE: PaceMeter = {
  gapMs: null,
  cameraGapMs: null,
  stride: 1,
  settled: false,
  lastMs: null,
  gapsMs: [],
  cameraGapsMs: [],
  easySinceMs: null,
};

/** Longer gaps are pauses. */
const LONGEST_GAP_MS = 5_000;
/** A median of so many gaps stands still enough. */
const MEASURED = 15;
const LEAST = 5;
/** So many gaps show what a stride brings. */
const SETTLED = 8;
/** Ten frames a second: fewer, and challenges take people longer. */
const SLOW_MS = 100;
/** Recognition takes no more than the tracker does, so with half of it this much is left. */
const EASY_MS = 45;
const EASY_FOR_MS = 60_000;
/** A camera that gives hardly more pictures than are followed is what is slow. */
const CAMERA_SHARE = 0.75;

/** Whether this device, with nothing left to give up, follows frames further apart than a policy's checks allow. */
export function isTooSlow({ gapMs, settled }: Pace, slowestGapMs: number): boolean {
  return settled && gapMs !== null && gapMs > slowestGapMs;
}

/** Whether it is the camera that gives few pictures, as many do in the dark, and not the device that is slow. */
export function isCameraSlow({ gapMs, cameraGapMs }: Pace): boolean {
  return gapMs !== null && cameraGapMs !== null && cameraGapMs >= gapMs * CAMERA_SHARE;
}

/** @param frame - The next one that was followed, whether or not it was recognised. */
export function followPace(meter: PaceMeter, { atMs, hasFace, pictures }: PacedFrame): PaceMeter {
  const { lastMs } = meter;
  const here = { ...meter, lastMs: hasFace ? atMs : null };
  if (!hasFace || lastMs === null) return here;
  const gap = atMs - lastMs;
  if (!(gap > 0 && gap <= LONGEST_GAP_MS)) return here;
  const gapsMs = [...meter.gapsMs, gap].slice(-MEASURED);
  const cameraGapsMs = [...meter.cameraGapsMs, gap / Math.max(1, pictures)].slice(-MEASURED);
  if (gapsMs.length < LEAST) return { ...here, gapsMs, cameraGapsMs };
  const measured = { gapMs: median(gapsMs), cameraGapMs: median(cameraGapsMs) };
  return withStride({ ...here, ...measured, gapsMs, cameraGapsMs }, measured.gapMs, atMs);
}

/** The pump was stopped. What was measured stays. */
export function pausePace(meter: PaceMeter): PaceMeter {
  return { ...meter, lastMs: null };
}

function withStride(meter: PaceMeter, gapMs: number, atMs: number): PaceMeter {
  const { stride, gapsMs } = meter;
  const enough = gapsMs.length >= SETTLED;
  if (gapMs > SLOW_MS && !isCameraSlow(meter) && stride < 3) {
    return enough ? begun(meter, stride === 1 ? 2 : 3) : { ...meter, settled: false, easySinceMs: null };
  }
  const isEasy = stride > 1 && gapMs < EASY_MS;
  const easySinceMs = isEasy ? (meter.easySinceMs ?? atMs) : null;
  if (easySinceMs !== null && atMs - easySinceMs >= EASY_FOR_MS) return begun(meter, stride === 3 ? 2 : 1);
  return { ...meter, settled: enough, easySinceMs };
}

function begun(meter: PaceMeter, stride: Stride): PaceMeter {
  return { ...meter, stride, settled: false, gapsMs: [], cameraGapsMs: [], easySinceMs: null };
}

/** Whether the frame of this number is recognised. */
export function isRecognised({ stride }: Pick<Pace, 'stride'>, sequence: number): boolean {
  return sequence % stride === 0;
}

/** The gap from which on everything takes longer. */
const USUAL_GAP_MS = 100;

/** How much longer than usual frames are apart, milliseconds; 0 for a usual device. */
export function slackOf(pace: Pick<Pace, 'gapMs'> | null): number {
  return Math.max(0, (pace?.gapMs ?? 0) - USUAL_GAP_MS);
}
