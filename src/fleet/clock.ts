/**
 * @file The hybrid clock of a fleet (Kulkarni et al., 2014): stamps that sort by time, and that follow what was
 * heard even where a device's own clock is behind. Pure.
 */
import * as v from 'valibot';

/**
 * When a field was set, as one text that sorts by time: milliseconds since the epoch (9 digits of base 36), a count
 * within the millisecond (4 digits), the writer; with dots between.
 */
export type Stamp = string;

const MS_DIGITS = 9;
const COUNT_DIGITS = 4;
const MOST_COUNT = 36 ** COUNT_DIGITS - 1;
const BASE = 36;
/** What is left of a stamp without its writer. */
const TIME_CHARACTERS = MS_DIGITS + 1 + COUNT_DIGITS;

/** A writer's clock may be this far ahead of the hub's. Beyond it, the hub's time counts. */
export const MOST_AHEAD_MS = 300_000;

export const StampSchema = v.pipe(v.string(), v.regex(/^[0-9a-z]{9}\.[0-9a-z]{4}\.[0-9A-Za-z-]{1,64}$/));

export function makeStamp(ms: number, count: number, writer: string): Stamp {
  const digits = (value: number, length: number): string => value.toString(BASE).padStart(length, '0');
  return `${digits(Math.max(0, Math.floor(ms)), MS_DIGITS)}.${digits(count, COUNT_DIGITS)}.${writer}`;
}

export function stampMs(stamp: Stamp): number {
  return parseInt(stamp.slice(0, MS_DIGITS), BASE);
}

/** A stamp's time and count, which sort as text. */
export function stampTime(stamp: Stamp): string {
  return stamp.slice(0, TIME_CHARACTERS);
}

/**
 * The stamp as everybody takes it: a clock that is years ahead wins for minutes, not for years.
 * @param hubMs - When the hub stored it, in milliseconds since the epoch.
 */
export function clampStamp(stamp: Stamp, hubMs: number): Stamp {
  const mostMs = hubMs + MOST_AHEAD_MS;
  return stampMs(stamp) > mostMs ? makeStamp(mostMs, 0, stamp.slice(TIME_CHARACTERS + 1)) : stamp;
}

export class HybridClock {
  private _ms = 0;
  private _count = 0;

  /** @param _nowMs - The device's clock, in milliseconds since the epoch. */
  constructor(
    private readonly _writer: string,
    private readonly _nowMs: () => number,
  ) {}

  /** Later than every stamp that this clock made or heard. */
  next(): Stamp {
    const nowMs = Math.floor(this._nowMs());
    if (nowMs > this._ms) this._set(nowMs, 0);
    else if (this._count < MOST_COUNT) this._set(this._ms, this._count + 1);
    else this._set(this._ms + 1, 0);
    return makeStamp(this._ms, this._count, this._writer);
  }

  /** @param stamp - As `clampStamp` gives it. */
  hear(stamp: Stamp): void {
    const ms = stampMs(stamp);
    const count = parseInt(stamp.slice(MS_DIGITS + 1, TIME_CHARACTERS), BASE);
    if (ms > this._ms || (ms === this._ms && count > this._count)) this._set(ms, count);
  }

  private _set(ms: number, count: number): void {
    this._ms = ms;
    this._count = count;
  }
}
