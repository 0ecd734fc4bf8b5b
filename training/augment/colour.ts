/** @file Changes of light and colour (docs/sources.md #47, #49): jitter, one of several changes, and luminance only. */
import type { Rng } from '../../src/core/rng/rng.ts';
import type { Canvas } from '../image/canvas.ts';
import { drawAround, pick } from './draw.ts';
import { shiftByPrincipalComponents } from './fancy-pca.ts';
import { shiftHsv } from '../image/hsv.ts';
import type { ColourKnobs, JitterKnobs } from './types.ts';

/** Shares of red, green and blue in the luminance (ITU-R BT.601). */
const RED = 0.299;
const GREEN = 0.587;
const BLUE = 0.114;

/** Makes one of the changes that the knobs name, in place. */
export function changeColour(canvas: Canvas, { jitter, fancyPca, hsv }: ColourKnobs, rng: Rng): void {
  const changes: (() => void)[] = [];
  if (jitter) changes.push(() => jitterColour(canvas, jitter, rng));
  if (fancyPca !== undefined) changes.push(() => shiftByPrincipalComponents(canvas, fancyPca, rng));
  if (hsv) {
    changes.push(() => {
      const hueDeg = drawAround(rng, hsv.hueDeg);
      shiftHsv(canvas, hueDeg, drawAround(rng, hsv.saturation), drawAround(rng, hsv.value));
    });
  }
  pick(rng, changes)();
}

function jitterColour(canvas: Canvas, knobs: JitterKnobs, rng: Rng): void {
  const brightness = 1 + drawAround(rng, knobs.brightness ?? 0);
  const contrast = 1 + drawAround(rng, knobs.contrast ?? 0);
  const saturation = 1 + drawAround(rng, knobs.saturation ?? 0);
  scaleColour(canvas, brightness, contrast, saturation);
  if (knobs.hueDeg !== undefined) shiftHsv(canvas, drawAround(rng, knobs.hueDeg), 0, 0);
}

function meanLuminance({ data, width, height }: Canvas): number {
  let [red, green, blue] = [0, 0, 0];
  for (let at = 0; at < data.length; at += 4) {
    red += data[at];
    green += data[at + 1];
    blue += data[at + 2];
  }
  return (RED * red + GREEN * green + BLUE * blue) / (width * height);
}

/**
 * Brightness, contrast about the mean luminance, saturation about each pixel's own, in this order and in place. All
 * three are linear, so they are one step and only its result is clipped to [0, 255].
 *
 * @param brightness - As all three: ≥ 0, 1 changes nothing.
 */
export function scaleColour(canvas: Canvas, brightness: number, contrast: number, saturation: number): void {
  const { data } = canvas;
  const offset = contrast === 1 ? 0 : (1 - contrast) * brightness * meanLuminance(canvas);
  const own = saturation * contrast * brightness;
  const shared = (1 - saturation) * contrast * brightness;
  for (let at = 0; at < data.length; at += 4) {
    const luminance = RED * data[at] + GREEN * data[at + 1] + BLUE * data[at + 2];
    const base = shared * luminance + offset;
    data[at] = own * data[at] + base;
    data[at + 1] = own * data[at + 1] + base;
    data[at + 2] = own * data[at + 2] + base;
  }
}

/** Leaves the luminance in all three channels, in place. */
export function toGray(canvas: Canvas): void {
  scaleColour(canvas, 1, 1, 0);
}
