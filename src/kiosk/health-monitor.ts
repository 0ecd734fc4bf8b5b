/** @file Remembers the timings of the last frames and sums them up for the health page. Keeps no image or embedding. */
import { percentile } from '../core/metrics/statistics.ts';
import type { Observation, StageTimings } from '../core/observation.ts';

export interface StageSummary {
  readonly stage: keyof StageTimings;
  /** Milliseconds; null when the stage did not run in the remembered frames. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

export interface HealthSummary {
  /** Frames per second over the remembered frames; null before the second frame. */
  readonly framesPerSecond: number | null;
  readonly frames: number;
  readonly stages: readonly StageSummary[];
}

interface Frame {
  readonly timestampMs: number;
  readonly timings: StageTimings;
}

/** Four seconds at 30 frames a second. */
const REMEMBERED_FRAMES = 120;
const STAGES = [
  'waitMs',
  'grabMs',
  'readMs',
  'trackMs',
  'alignMs',
  'qualityMs',
  'embedMs',
  'fakeMs',
  'attackMs',
  'matchMs',
  'totalMs',
] as const satisfies readonly (keyof StageTimings)[];

export class HealthMonitor {
  private _frames: Frame[] = [];

  record({ timestampMs, timings }: Observation): void {
    const last = this._frames.at(-1);
    // A new pump starts a new count, so that a pause does not look like a slow camera.
    if (last && timestampMs - last.timestampMs > 1_000) this._frames = [];
    this._frames.push({ timestampMs, timings });
    if (this._frames.length > REMEMBERED_FRAMES) this._frames.shift();
  }

  summary(): HealthSummary {
    const frames = this._frames;
    const spanMs = frames.length > 1 ? frames[frames.length - 1].timestampMs - frames[0].timestampMs : 0;
    return {
      framesPerSecond: spanMs > 0 ? ((frames.length - 1) * 1_000) / spanMs : null,
      frames: frames.length,
      stages: STAGES.map((stage) => {
        const values = frames.map((frame) => frame.timings[stage]).filter((value) => value !== null);
        return { stage, p50Ms: percentile(values, 0.5), p95Ms: percentile(values, 0.95) };
      }),
    };
  }
}
