/** @file Shifts of hue, saturation and value. */
import type { Canvas } from './canvas.ts';

/**
 * Shifts every pixel, in place. A pixel without colour has no hue to saturate: only its value changes.
 *
 * @param saturation - Added to (max − min)/max · 255, which then is clipped to [0, 255].
 * @param value - Added to the largest channel, which then is clipped to [0, 255].
 */
export function shiftHsv({ data }: Canvas, hueDeg: number, saturation: number, value: number): void {
  // Hue is counted in sixths of the circle, from red over green to blue; + 12 keeps it positive.
  const turn = hueDeg / 60 + 12;
  for (let at = 0; at < data.length; at += 4) {
    const red = data[at];
    const green = data[at + 1];
    const blue = data[at + 2];
    const highest = Math.max(red, green, blue);
    const chroma = highest - Math.min(red, green, blue);
    const newHighest = Math.min(255, Math.max(0, highest + value));
    if (chroma === 0) {
      data[at] = data[at + 1] = data[at + 2] = newHighest;
      continue;
    }
    let hue: number;
    if (highest === red) hue = (green - blue) / chroma;
    else if (highest === green) hue = 2 + (blue - red) / chroma;
    else hue = 4 + (red - green) / chroma;
    hue = (hue + turn) % 6;
    const newSaturation = Math.min(1, Math.max(0, chroma / highest + saturation / 255));
    const newChroma = newHighest * newSaturation;
    const lowest = newHighest - newChroma;
    const middle = lowest + newChroma * (1 - Math.abs((hue % 2) - 1));
    const sector = Math.floor(hue);
    data[at] = sector === 0 || sector === 5 ? newHighest : sector === 1 || sector === 4 ? middle : lowest;
    data[at + 1] = sector === 1 || sector === 2 ? newHighest : sector === 0 || sector === 3 ? middle : lowest;
    data[at + 2] = sector === 3 || sector === 4 ? newHighest : sector === 2 || sector === 5 ? middle : lowest;
  }
}
