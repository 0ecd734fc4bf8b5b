/** @file Watches how fast this device follows faces, and has the log tell when that changed. */
import { isTooSlow, type Pace } from '../core/pace/pace.ts';
import type { Observation } from '../core/observation.ts';
import type { Site } from './site.ts';

/** The parts of the session that are used. */
export interface PacedKiosk {
  readonly site: Pick<Site, 'policy' | 'log'>;
}

/** A device on the edge goes back and forth: that is one entry for a while. */
const TOLD_EVERY_MS = 600_000;

export class PaceWatch {
  private _pace: Pace | null = null;
  private _told = { stride: 1, tooSlow: false };
  private _toldMs = -Infinity;

  constructor(
    private readonly _kiosk: PacedKiosk,
    private readonly _failed: (error: unknown) => void,
  ) {}

  /** Null before a face was followed. */
  get pace(): Pace | null {
    return this._pace;
  }

  observe({ source, pace, timestampMs }: Observation): void {
    if (source !== 'camera' || pace === null) return;
    this._pace = pace;
    if (!pace.settled || pace.gapMs === null || timestampMs - this._toldMs < TOLD_EVERY_MS) return;
    const { stride } = pace;
    const tooSlow = isTooSlow(pace, this._kiosk.site.policy.slowestGapMs);
    if (stride === this._told.stride && tooSlow === this._told.tooSlow) return;
    this._told = { stride, tooSlow };
    this._toldMs = timestampMs;
    const framesPerSecond = Math.round(10_000 / pace.gapMs) / 10;
    this._kiosk.site
      .log({ kind: 'paceChanged', framesPerSecond, recognisedEvery: stride, tooSlow })
      .catch(this._failed);
  }
}
