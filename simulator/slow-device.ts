/**
 * @file A simulated device that follows frames at its own speed: it recognises as many of them as a real one would, and
 * says how fast it is. Its camera gives more pictures than it can follow.
 */
import { followPace, isRecognised, NO_PACE, type PaceMeter } from '../src/core/pace/pace.ts';
import type { FrameChange } from './builders.ts';

/** What was measured of earlier visitors. */
const EARLIER_FRAMES = 30;
/** Of the frame before, and of this one. */
const FRAMES_UNDER_WAY = 2;
/** A fast device takes so long for a frame. */
const LEAST_LATENCY_MS = 40;

export class SlowDevice {
  private _meter: PaceMeter = NO_PACE;
  private _sequence = 0;
  /** Cosine of neighbouring frames since the last one that was recognised. */
  private _lowest = 1;

  /** @param nowMs - When the first frame comes, at the earliest. */
  constructor(
    readonly framesPerSecond: number,
    nowMs: number,
  ) {
    for (let earlier = EARLIER_FRAMES; earlier > 0; earlier -= 1) this._follow(nowMs - earlier * this.gapMs);
  }

  get gapMs(): number {
    return 1_000 / this.framesPerSecond;
  }

  /** From a frame to what the screen shows of it. */
  get latencyMs(): number {
    return Math.max(LEAST_LATENCY_MS, FRAMES_UNDER_WAY * this.gapMs);
  }

  /** What this device makes of a frame. */
  take(frame: FrameChange, nowMs: number): FrameChange {
    this._follow(nowMs);
    this._sequence += 1;
    const here = { ...frame, pace: this._meter, timings: { ...frame.timings, totalMs: this.latencyMs } };
    const { face } = here;
    if (!face) return here;
    this._lowest = Math.min(this._lowest, face.liveness?.continuity ?? 1);
    if (!isRecognised(this._meter, this._sequence)) {
      const liveness = { ...face.liveness, continuity: null, attackProbability: null };
      return { ...here, face: { ...face, matches: null, embedding: null, fakeProbability: null, liveness } };
    }
    // The cosine is to the frame that was recognised before: a change of faces in a skipped frame shows in the next.
    const liveness = { ...face.liveness, continuity: this._lowest };
    this._lowest = 1;
    return { ...here, face: { ...face, liveness } };
  }

  private _follow(atMs: number): void {
    this._meter = followPace(this._meter, { atMs, hasFace: true, pictures: Infinity });
  }
}
