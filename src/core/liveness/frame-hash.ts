/** @file A frame's fingerprint: tells whether two frames are the same picture to the last bit of noise. */

/** About 3,000 samples of a 640×480 frame; enough that sensor noise alters some in every frame. */
const STEP_PX = 10;
/** Difference between the darkest and the brightest green sample, of 255. */
const MIN_CONTRAST = 24;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * FNV-1a over red and green of every tenth pixel of every tenth row, two streams of 32 bits so that chance does
 * not make equals.
 * @param pixels - RGBA [height × width × 4].
 * @returns 16 hexadecimal digits; null for a picture without contrast (a covered lens, glaring light), whose pixels
 * may all be clipped and so equal in every frame.
 * @throws RangeError when the pixels do not fit the size.
 */
export function frameHash(pixels: Uint8ClampedArray, width: number, height: number): string | null {
  if (pixels.length !== width * height * 4) {
    throw new RangeError(`${pixels.length} values are no RGBA frame of ${width}×${height}.`);
  }
  let first = FNV_OFFSET;
  let second = FNV_OFFSET ^ pixels.length;
  let darkest = 255;
  let brightest = 0;
  for (let y = 0; y < height; y += STEP_PX) {
    for (let x = 0; x < width; x += STEP_PX) {
      const at = (y * width + x) * 4;
      const red = pixels[at];
      const green = pixels[at + 1];
      first = Math.imul(Math.imul(first ^ red, FNV_PRIME) ^ green, FNV_PRIME);
      second = Math.imul(Math.imul(second ^ green, FNV_PRIME) ^ red, FNV_PRIME);
      if (green < darkest) darkest = green;
      if (green > brightest) brightest = green;
    }
  }
  return brightest - darkest < MIN_CONTRAST ? null : hex(first) + hex(second);
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
