/**
 * @file Signs that frames do not come from a physical camera, gathered while it runs: what it says of itself, and what
 * its frames do. No sign proves an injection, and a camera without signs may still be injected.
 */
import { mean, upperMedian } from '../metrics/statistics.ts';
import type { FrameSize } from '../observation.ts';
import { type CameraFacts, areImpossible, isDrawn } from './camera-facts.ts';
import type { InjectionFlag } from './types.ts';
import { isRelayLabel, isVirtualLabel } from './virtual-cameras.ts';

export type { CameraFacts } from './camera-facts.ts';

export interface WatchedFrame {
  /** On a clock that never goes back. */
  readonly atMs: number;
  /** Null for a frame that cannot be told from others (no contrast). */
  readonly frameHash: string | null;
  readonly frame: FrameSize;
}

/** One camera from its start on; plain data of bounded size. */
export interface InjectionWatch {
  readonly facts: CameraFacts;
  /** Null before the first frame. */
  readonly last: WatchedFrame | null;
  /** Pictures that are gone, oldest first. */
  readonly gone: readonly GonePicture[];
  /** Pictures that came again after others. */
  readonly repeats: number;
  readonly resized: boolean;
  /** Times between frames, oldest first. */
  readonly intervalsMs: readonly number[];
  readonly regular: boolean;
}

interface GonePicture {
  readonly hash: string;
  readonly untilMs: number;
}

/** A minute at 30 frames a second: the longest loop that is noticed. */
const REMEMBERED_PICTURES = 1_800;
/** When a picture returns sooner than this, the pipeline showed frames out of order. */
const MIN_LOOP_MS = 500;
/** Sensor noise never repeats. More than one repeat is required, because a driver may send a single frame twice. */
const MIN_REPEATS = 3;

/** Five seconds at 30 frames a second. */
const TIMED_FRAMES = 150;
/**
 * Standard deviation of the times between frames, divided by their mean. A browser delivers frames with deviations of
 * tenths of a millisecond at least: 0.005 of 33 ms. A smaller value means that software makes up the times.
 */
const MIN_VARIATION = 0.002;

export function startInjectionWatch(facts: CameraFacts): InjectionWatch {
  return {
    facts,
    last: null,
    gone: [],
    repeats: 0,
    resized: false,
    intervalsMs: [],
    regular: false,
  };
}

/** @param frame - The next frame of the same camera. */
export function watchInjection(watch: InjectionWatch, frame: WatchedFrame): InjectionWatch {
  const { last } = watch;
  if (last === null) return { ...watch, last: frame };
  const intervalsMs = [...watch.intervalsMs, frame.atMs - last.atMs].slice(-TIMED_FRAMES);
  return {
    ...watch,
    ...followPicture(watch, last, frame),
    last: frame,
    resized: watch.resized || isResized(last.frame, frame.frame),
    intervalsMs,
    regular: watch.regular || isTooRegular(intervalsMs),
  };
}

/** In the order of `InjectionFlag`. Whoever must not forget them when the camera is started anew keeps them. */
export function injectionFlags(watch: InjectionWatch): readonly InjectionFlag[] {
  const { facts, regular, repeats, resized } = watch;
  const signs: Readonly<Record<InjectionFlag, boolean>> = {
    virtualCamera: isVirtualLabel(facts.label) || isDrawn(facts),
    relayedPicture: isRelayLabel(facts.label),
    impossibleCapabilities: areImpossible(facts),
    regularTiming: regular,
    unresponsiveControls: facts.unresponsive === true,
    repeatedFrames: repeats >= MIN_REPEATS,
    resolutionChanged: resized,
  };
  return (Object.keys(signs) as InjectionFlag[]).filter((flag) => signs[flag]);
}

type Pictures = Pick<InjectionWatch, 'gone' | 'repeats'>;

/** A picture that stays is no repeat: `picture-fault.ts` tells of one that stays too long. */
function followPicture({ gone, repeats }: InjectionWatch, last: WatchedFrame, frame: WatchedFrame): Pictures {
  const { atMs, frameHash } = frame;
  if (frameHash !== null && frameHash === last.frameHash) return { gone, repeats };
  const before = gone.find(({ hash }) => hash === frameHash);
  const isRepeat = before !== undefined && atMs - before.untilMs >= MIN_LOOP_MS;
  const left = last.frameHash === null ? [] : [{ hash: last.frameHash, untilMs: last.atMs }];
  return {
    gone: [...gone.filter(({ hash }) => hash !== last.frameHash), ...left].slice(-REMEMBERED_PICTURES),
    repeats: repeats + (isRepeat ? 1 : 0),
  };
}

/** A tablet that is turned swaps width and height. */
function isResized(before: FrameSize, after: FrameSize): boolean {
  const same = before.widthPx === after.widthPx && before.heightPx === after.heightPx;
  const turned = before.widthPx === after.heightPx && before.heightPx === after.widthPx;
  return !same && !turned;
}

/** A dropped frame doubles an interval, so intervals are divided by how often they hold the usual one. */
function isTooRegular(intervalsMs: readonly number[]): boolean {
  if (intervalsMs.length < TIMED_FRAMES) return false;
  const usual = upperMedian(intervalsMs);
  if (!(usual > 0)) return false;
  const singles = intervalsMs.map((interval) => interval / Math.max(1, Math.round(interval / usual)));
  const level = mean(singles);
  const square = singles.reduce((sum, value) => sum + (value - level) ** 2, 0);
  return Math.sqrt(square / singles.length) / level < MIN_VARIATION;
}
