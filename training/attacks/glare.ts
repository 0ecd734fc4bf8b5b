/** @file Light that a glossy surface throws back beside the picture on it. */
import { drawAround, drawFrom, happens } from '../augment/draw.ts';
import type { Rng } from '../../src/core/rng/rng.ts';
import { step } from '../image/field.ts';

/** @returns Linear light that comes on top at a place of the surface, ≥ 0. */
export type Glare = (x: number, y: number) => number;

/**
 * A veil that rises towards one side, and at times a window or lamp in it.
 *
 * @param side - Of the packed crop, in pixels.
 * @param gloss - [0, 1]
 */
export function drawGlare(rng: Rng, side: number, gloss: number): Glare {
  const veil = gloss * drawFrom(rng, [0, 0.06]);
  const rise = gloss * drawFrom(rng, [0, 0.12]);
  const angle = drawAround(rng, Math.PI);
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const middle = side / 2;
  const window = happens(rng, 0.45 * gloss + 0.1) ? drawWindow(rng, side, gloss) : null;
  return (x, y) => {
    const along = ((x - middle) * cosine + (y - middle) * sine) / side + 0.5;
    return veil + rise * Math.min(1.5, Math.max(0, along)) + (window ? window(x, y) : 0);
  };
}

/** A bright rectangle or disc, more or less in focus. */
function drawWindow(rng: Rng, side: number, gloss: number): Glare {
  const light = drawFrom(rng, [0.03, 0.15 + 0.5 * gloss]);
  const [x0, y0] = [rng() * side, rng() * side];
  const [width, height] = [drawFrom(rng, [6, 45]), drawFrom(rng, [6, 45])];
  const angle = drawAround(rng, 0.5);
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const soft = drawFrom(rng, [1, 14]);
  const round = rng() < 0.4;
  return (x, y) => {
    const u = Math.abs((x - x0) * cosine + (y - y0) * sine) - width / 2;
    const v = Math.abs((y - y0) * cosine - (x - x0) * sine) - height / 2;
    const outside = round
      ? (Math.hypot((x - x0) / width, (y - y0) / height) - 0.5) * Math.min(width, height)
      : Math.max(u, v);
    return light * step(soft, -soft, outside);
  };
}
