/** @file The colours that the screen may throw on a face, and what they are made of. Draws nothing. */
import type { Colour } from '../observation.ts';

/**
 * `neutral` and three tints. All are bright, and none is a saturated red, which WCAG 2.2 ("general flash and red flash
 * thresholds") calls red at R ⁄ (R + G + B) ≥ 0.8 in linear light: amber, the reddest, has 0.64.
 */
export type LightColour = 'neutral' | 'blue' | 'green' | 'amber';

export const LIGHT_COLOURS: readonly LightColour[] = ['neutral', 'blue', 'green', 'amber'];

/** As a page fills its screen with them (sRGB). */
export const LIGHT_CSS: Readonly<Record<LightColour, string>> = {
  neutral: '#ffffff',
  blue: '#5c8cff',
  green: '#59f28c',
  amber: '#ffb84d',
};

/** What a display that keeps to sRGB gives off for `LIGHT_CSS`, relative to white. */
export const LIGHT_LINEAR: Readonly<Record<LightColour, Colour>> = {
  neutral: linearOf(LIGHT_CSS.neutral),
  blue: linearOf(LIGHT_CSS.blue),
  green: linearOf(LIGHT_CSS.green),
  amber: linearOf(LIGHT_CSS.amber),
};

/** Of one sRGB channel value (IEC 61966-2-1). @param encoded - [0, 1]. @returns [0, 1]. */
export function linearFromSrgb(encoded: number): number {
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
}

/** @param css - `#rrggbb`. */
function linearOf(css: string): Colour {
  const channel = (at: number): number => linearFromSrgb(parseInt(css.slice(at, at + 2), 16) / 255);
  return [channel(1), channel(3), channel(5)];
}
