/**
 * @file How the oval gets from where it is to where it should be. Pure: the caller brings the time and draws.
 */
import type { Oval } from './view-geometry.ts';

export interface OvalMotion {
  readonly oval: Oval;
  /** Change of each of the oval's values, per second. */
  readonly velocity: Oval;
  /** When the oval was here, in milliseconds on the page's monotonic clock. */
  readonly atMs: number;
}

const STILL: Oval = { x: 0, y: 0, radiusX: 0, radiusY: 0 };
/** Stiffness in 1/s of a critically damped spring that has gone nine tenths of the way after 150 ms. */
const STIFFNESS = 26;
/** After a longer pause than this in drawing, the oval does not catch up in one jump. */
const LONGEST_STEP_MS = 64;
/** How long the first step of a movement takes: no frame shows when it began. */
const FIRST_STEP_MS = 16;
/** Nearer than this in each value, in CSS pixels, the oval has arrived. */
const ARRIVED_PX = 0.25;
/** Slower than this, in CSS pixels per second, it also stays there. */
const ARRIVED_PX_PER_S = 4;
/** Where motion is to be reduced, the oval jumps, but not more often than this … */
const LEAP_EVERY_MS = 600;
/** … and only once it is off by more than this share of its height. */
const LEAP_SHARE = 0.08;

export function atRest(oval: Oval, atMs: number): OvalMotion {
  return { oval, velocity: STILL, atMs };
}

export function isMoving({ velocity }: OvalMotion): boolean {
  return velocity !== STILL;
}

/** Moves on as a critically damped spring: soon there, and never beyond. Exact for any step of time. */
export function glide(motion: OvalMotion, target: Oval, nowMs: number): OvalMotion {
  const { oval, velocity, atMs } = motion;
  const longestMs = isMoving(motion) ? LONGEST_STEP_MS : FIRST_STEP_MS;
  const seconds = Math.min(Math.max(0, nowMs - atMs), longestMs) / 1_000;
  const fade = Math.exp(-STIFFNESS * seconds);
  const next = { ...STILL } as Record<keyof Oval, number>;
  const speed = { ...STILL } as Record<keyof Oval, number>;
  let arrived = true;
  for (const key of ['x', 'y', 'radiusX', 'radiusY'] as const) {
    const gap = oval[key] - target[key];
    const pull = velocity[key] + STIFFNESS * gap;
    next[key] = target[key] + (gap + pull * seconds) * fade;
    speed[key] = (velocity[key] - STIFFNESS * pull * seconds) * fade;
    if (Math.abs(next[key] - target[key]) > ARRIVED_PX || Math.abs(speed[key]) > ARRIVED_PX_PER_S)
      arrived = false;
  }
  return arrived ? atRest(target, nowMs) : { oval: next, velocity: speed, atMs: nowMs };
}

/** For people who asked for less motion: stays where it is, and jumps now and then when it is far off. */
export function leap(motion: OvalMotion, target: Oval, nowMs: number): OvalMotion {
  const { oval, atMs } = motion;
  const offPx = Math.max(
    ...(['x', 'y', 'radiusX', 'radiusY'] as const).map((key) => Math.abs(oval[key] - target[key])),
  );
  const far = offPx > 2 * oval.radiusY * LEAP_SHARE;
  return far && nowMs - atMs >= LEAP_EVERY_MS ? atRest(target, nowMs) : motion;
}
