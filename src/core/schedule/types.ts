/** @file Who may pass when. Types only. Times are the site's and follow summer time, as a clock on its wall does. */

/** ISO 8601: 1 is Monday, 7 is Sunday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** What the clock on the wall says. */
export interface WallTime {
  readonly weekday: Weekday;
  /** Since midnight, 0 to 1,439. */
  readonly minute: number;
}

/** The same hours on some days of every week. */
export interface TimeWindow {
  /** On which it begins; at least one, in rising order. */
  readonly days: readonly Weekday[];
  /** Minute of the day, 0 to 1,439; the first that is allowed. */
  readonly fromMinute: number;
  /** Minute of the day, 0 to 1,439; the first that is not. At or before `fromMinute` it is the next day's. */
  readonly untilMinute: number;
}

/** Null is any time; no window at all is never. */
export type Hours = readonly TimeWindow[] | null;

export interface NamedSchedule {
  readonly id: string;
  readonly name: string;
  readonly windows: readonly TimeWindow[];
}

/** The schedule that is always there: any time. */
export const ALWAYS = 'always';
/** No schedule of their own: the site's hours. No schedule has this id, because schedules have UUIDs. */
export const AS_EVERYBODY = 'everybody';

export interface Schedules {
  /** For everybody who was given no schedule. */
  readonly site: Hours;
  readonly named: readonly NamedSchedule[];
  /**
   * By subject id: `ALWAYS` or the id of a named schedule, which holds instead of the site's. Of this door alone; a
   * schedule in the subject's record holds before it.
   */
  readonly assigned: Readonly<Record<string, string>>;
  /** IANA name of the zone by which the hours go. Absent in what versions before it stored, until a kiosk opens it. */
  readonly timeZone?: string;
}

export const ANY_TIME: Schedules = { site: null, named: [], assigned: {} };
