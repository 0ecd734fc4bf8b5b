/** @file What the console says of doors: how they stand, and since when. */
import { msg, str } from '@lit/localize';
import type { DoorState } from '../console/site/door-state.ts';
import type { ChainFault } from '../console/site/events.ts';
import { formatTag } from './written.ts';

export function doorStateText(state: DoorState): string {
  switch (state) {
    case 'joining':
      return msg('Not heard yet');
    case 'inSync':
      return msg('In sync');
    case 'behind':
      return msg('Catching up');
    case 'differs':
      return msg('Holds other people');
    case 'silent':
      return msg('Not heard');
  }
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long ago, in the largest unit that fits: `3 hours ago`. */
export function agoText(ms: number): string {
  const relative = new Intl.RelativeTimeFormat(formatTag(), { numeric: 'always' });
  if (ms >= DAY_MS) return relative.format(-Math.floor(ms / DAY_MS), 'day');
  if (ms >= HOUR_MS) return relative.format(-Math.floor(ms / HOUR_MS), 'hour');
  if (ms >= MINUTE_MS) return relative.format(-Math.floor(ms / MINUTE_MS), 'minute');
  return relative.format(-Math.max(0, Math.floor(ms / 1_000)), 'second');
}

/** @param skewMs - The door's clock minus the hub's. */
export function clockWrongText(skewMs: number): string {
  const minutes = String(Math.round(Math.abs(skewMs) / MINUTE_MS));
  return skewMs > 0
    ? msg(str`Its clock is ${minutes} minutes ahead.`)
    : msg(str`Its clock is ${minutes} minutes behind.`);
}

export function mayEnrolText(mayEnrol: boolean): string {
  return mayEnrol ? msg('May enrol') : msg('Only checks');
}

/** Of a door's log, as the console has read it. */
export function faultText({ kind, from, to }: ChainFault): string {
  switch (kind) {
    case 'missing':
      return from === to
        ? msg(str`record ${from} is missing.`)
        : msg(str`records ${from} to ${to} are missing.`);
    case 'altered':
      return msg(str`record ${from} does not follow the one before it, or was altered.`);
    case 'unreadable':
      return msg(str`record ${from} does not open under the site’s key.`);
  }
}
