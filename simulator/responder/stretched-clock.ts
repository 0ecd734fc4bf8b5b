/**
 * @file The clock of a page that watches a drawn person. It runs as the real one while the page takes frames often
 * enough, and waits for the next frame where a slow machine makes them rare. So what a person does in a second covers
 * as many frames on every machine.
 */

/**
 * The longest time from one frame to the next, as the page sees it: what the kiosk needs for a frame on two cores. No
 * two are alike, as of a real camera.
 */
const MOST_GAP_MS = { least: 85, spread: 30 };
/** Where no frame is taken for longer than this, the page is not waiting for one, and the clock runs on. */
const STALLED_MS = 3_000;

export class StretchedClock {
  private _frameMs: number;
  private _frameRealMs: number;
  private _mostGapMs: number;

  /** @param _random - [0, 1). */
  constructor(
    startMs: number,
    private readonly _random: () => number,
  ) {
    this._frameMs = startMs;
    this._frameRealMs = startMs;
    this._mostGapMs = this._drawGap();
  }

  /** The page takes a frame now. */
  takeFrame(realMs: number): void {
    this._frameMs = this.nowMs(realMs);
    this._frameRealMs = realMs;
    this._mostGapMs = this._drawGap();
  }

  /** @param realMs - Must not go back between calls. @returns Never less than before. */
  nowMs(realMs: number): number {
    const sinceMs = realMs - this._frameRealMs;
    const runsOnMs = Math.max(0, sinceMs - STALLED_MS);
    return this._frameMs + Math.min(sinceMs, this._mostGapMs) + runsOnMs;
  }

  private _drawGap(): number {
    return MOST_GAP_MS.least + MOST_GAP_MS.spread * this._random();
  }
}
