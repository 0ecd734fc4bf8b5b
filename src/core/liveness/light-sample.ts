/** @file Measures the light on a face and beside the head in a frame, for the light cue. Judges nothing. */
import type { AlignmentPoints, Colour, LightSample, Point } from '../observation.ts';
import { linearFromSrgb } from './light-colours.ts';

/** RGBA [heightPx × widthPx × 4], sRGB: what `ImageData` holds. */
export interface RgbaImage {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** Half the side of a square of skin, and places beside the head, in distances between the eyes. */
const SKIN_REACH = 0.16;
const FOREHEAD_ABOVE_EYES = 0.5;
/** Ends of the ears are 1.2 from the middle; hair seldom reaches further than this. */
const BACKGROUND_FROM = 1.9;
const BACKGROUND_TO = 3.2;
/** From above the head down to where shoulders begin. */
const BACKGROUND_ABOVE = 2.2;
const BACKGROUND_BELOW = 0.6;
/** Samples along a region's side. */
const SKIN_STEPS = 12;
const BACKGROUND_STEPS = 16;
/** A clipped channel no longer follows the light. */
const DARKEST = 4;
const BRIGHTEST = 250;
/** Of a region's samples must be inside the frame and unclipped. */
const MIN_SHARE = 0.25;

const LINEAR = Float32Array.from({ length: 256 }, (_, value) => linearFromSrgb(value / 255));

/**
 * Costs some 1,000 samples, whatever the frame's size.
 * @returns Null where too much of the skin or of the background is clipped or outside the frame, for instance when the
 * face fills it.
 */
export function measureLight(image: RgbaImage, points: AlignmentPoints): LightSample | null {
  const [leftEye, rightEye, , leftMouth, rightMouth] = points;
  const distance = Math.hypot(rightEye.x - leftEye.x, rightEye.y - leftEye.y);
  if (!(distance > 0)) return null;
  const eyes = middle(leftEye, rightEye);
  const mouth = middle(leftMouth, rightMouth);
  const down = Math.hypot(mouth.x - eyes.x, mouth.y - eyes.y);
  if (!(down > 0)) return null;
  const rise = (FOREHEAD_ABOVE_EYES * distance) / down;
  const skin = new Light();
  const reach = SKIN_REACH * distance;
  for (const { x, y } of [
    middle(leftEye, leftMouth),
    middle(rightEye, rightMouth),
    { x: eyes.x - rise * (mouth.x - eyes.x), y: eyes.y - rise * (mouth.y - eyes.y) },
  ]) {
    skin.add(image, x - reach, y - reach, x + reach, y + reach, SKIN_STEPS);
  }
  const background = new Light();
  const top = eyes.y - BACKGROUND_ABOVE * distance;
  const bottom = eyes.y + BACKGROUND_BELOW * distance;
  const [near, far] = [BACKGROUND_FROM * distance, BACKGROUND_TO * distance];
  background.add(image, eyes.x - far, top, eyes.x - near, bottom, BACKGROUND_STEPS);
  background.add(image, eyes.x + near, top, eyes.x + far, bottom, BACKGROUND_STEPS);
  const [onSkin, behind] = [skin.mean(), background.mean()];
  return onSkin && behind ? { skin: onSkin, background: behind } : null;
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

/** Gathers the linear light of rectangles. */
class Light {
  private _asked = 0;
  private _taken = 0;
  private _red = 0;
  private _green = 0;
  private _blue = 0;

  /** @param steps - Samples along each side of the rectangle. */
  add(image: RgbaImage, left: number, top: number, right: number, bottom: number, steps: number): void {
    const { data, width, height } = image;
    this._asked += steps * steps;
    for (let row = 0; row < steps; row += 1) {
      const y = Math.round(top + ((row + 0.5) * (bottom - top)) / steps);
      if (y < 0 || y >= height) continue;
      for (let column = 0; column < steps; column += 1) {
        const x = Math.round(left + ((column + 0.5) * (right - left)) / steps);
        if (x < 0 || x >= width) continue;
        this._take(data, (y * width + x) * 4);
      }
    }
  }

  mean(): Colour | null {
    if (this._taken < this._asked * MIN_SHARE) return null;
    return [this._red / this._taken, this._green / this._taken, this._blue / this._taken];
  }

  private _take(data: Uint8ClampedArray, at: number): void {
    const red = data[at];
    const green = data[at + 1];
    const blue = data[at + 2];
    const brightest = Math.max(red, green, blue);
    if (brightest > BRIGHTEST || brightest < DARKEST) return;
    this._taken += 1;
    this._red += LINEAR[red];
    this._green += LINEAR[green];
    this._blue += LINEAR[blue];
  }
}
