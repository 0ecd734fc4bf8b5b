/**
 * @file When the screen is a lamp: it lights a face that is too dark, until there is other light. Pure.
 *
 * It is slow on purpose. The screen's own light must not end it, and nothing may flash (WCAG 2.3.1).
 */
import { QUALITY_LIMITS } from './limits.ts';

/** Mean luminance of a face, 0 to 255, below which it is too dark to be recognised. */
const DARK = QUALITY_LIMITS.exposure.check.min;
/** From here on there is light enough without a lamp. */
const LIGHT = 1.6 * DARK;
/** After this the camera has adapted itself, and what the lamp adds is known. */
const SETTLED_AFTER_MS = 1_500;
/** Between two changes at least. */
const STAYS_MS = 3_000;

/** For how long a reason to switch the lamp must last: a hand or a passer-by is none. */
const LASTS_MS = { dark: 700, light: 3_000, gone: 8_000 } as const;
type Reason = keyof typeof LASTS_MS;

/** Survives JSON. */
export interface Lamp {
  readonly on: boolean;
  /** When it was last switched, on the frames' clock. */
  readonly sinceMs: number;
  /** Why it may soon be switched; null for no reason. */
  readonly reason: Reason | null;
  /** For how long there has been this reason. */
  readonly reasonMs: number;
  /** Luminance of the face before it was lit. */
  readonly before: number;
  /** By how much it is brighter since; null until that is known. */
  readonly gain: number | null;
}

export const LAMP_OFF: Lamp = {
  on: false,
  sinceMs: -Infinity,
  reason: null,
  reasonMs: 0,
  before: 0,
  gain: null,
};

/**
 * @param exposure - Mean luminance of the face, 0 to 255; null where there is none.
 * @param atMs - When the frame was taken.
 */
export function followLamp(lamp: Lamp, exposure: number | null, atMs: number): Lamp {
  const gain = lamp.gain ?? gainOf(lamp, exposure, atMs);
  const reason = reasonOf({ ...lamp, gain }, exposure);
  const reasonMs = reason === lamp.reason ? lamp.reasonMs : atMs;
  const stays = reason === null || atMs - reasonMs < LASTS_MS[reason] || atMs - lamp.sinceMs < STAYS_MS;
  if (stays) return { ...lamp, gain, reason, reasonMs };
  return { ...LAMP_OFF, on: !lamp.on, sinceMs: atMs, before: exposure ?? 0 };
}

function gainOf({ on, before, sinceMs }: Lamp, exposure: number | null, atMs: number): number | null {
  return on && exposure !== null && atMs - sinceMs >= SETTLED_AFTER_MS
    ? Math.max(0, exposure - before)
    : null;
}

/** Why a lamp that is off should be on, and the reverse. What the lamp itself adds is no other light. */
function reasonOf({ on, gain }: Lamp, exposure: number | null): Reason | null {
  if (!on) return exposure !== null && exposure < DARK ? 'dark' : null;
  if (exposure === null) return 'gone';
  return gain !== null && exposure - gain >= LIGHT ? 'light' : null;
}
