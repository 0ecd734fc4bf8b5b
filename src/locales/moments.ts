/** @file Moments and days as people write them, in the page's language and by the clock on the site's wall. */
import { formatTag } from './written.ts';

let shownTimeZone: string | undefined;

/**
 * Shows all times by this zone from now on.
 * @param timeZone - One that the device knows; undefined for the device's own, while the site's is not known.
 */
export function showTimesOf(timeZone: string | undefined): void {
  shownTimeZone = timeZone;
}

/** Date and time of day. @param timeZone - The site's unless given. */
export function momentText(atMs: number, timeZone = shownTimeZone): string {
  return textOf(atMs, { dateStyle: 'medium', timeStyle: 'medium', timeZone });
}

/** @param language - The page's unless given. */
export function dateText(atMs: number, dateStyle: 'long' | 'medium' = 'long', language?: string): string {
  return textOf(atMs, { dateStyle, timeZone: shownTimeZone }, language);
}

/** Hours and minutes. */
export function timeOfDayText(atMs: number): string {
  return textOf(atMs, { timeStyle: 'short', timeZone: shownTimeZone });
}

/** Day and month. @param day - As `2026-03-01`. */
export function shortDayText(day: string): string {
  const atMs = Date.parse(`${day}T00:00:00Z`);
  return textOf(atMs, { day: 'numeric', month: 'short', timeZone: 'UTC' });
}

/** Seconds as m:ss. */
export function clockText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function textOf(atMs: number, options: Intl.DateTimeFormatOptions, language?: string): string {
  return new Intl.DateTimeFormat(formatTag(language), options).format(atMs);
}
