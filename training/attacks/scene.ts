/** @file What stands before the camera, as light on its sensor; the same for a person, a print and a screen. */
import { applyHomography, type Homography } from '../../src/core/geometry/homography.ts';
import type { Colours } from '../image/colours.ts';
import type { Point } from '../../src/core/observation.ts';
import type { Rgb } from '../image/light.ts';

/** How the camera stands to the face. */
export interface Stand {
  /** Side of the part of its image that is looked at. */
  readonly sidePx: number;
  /** Pixels of the camera per pixel of the packed crop, where the face is. */
  readonly scale: number;
  readonly rollRad: number;
  /** What the middle of its image looks at, in pixels of the packed crop. */
  readonly centre: Point;
}

export interface Scene {
  /** Linear, [sidePx × sidePx]; not yet blurred by the lens. */
  readonly light: Colours;
  /** Factor on it of structure finer than the lens, [sidePx × sidePx × 3], blurred by the lens already; null: none. */
  readonly fine: Float32Array | null;
  /** Of the face's plane to the packed crop's: null where the face stands there itself. */
  readonly plane: Homography | null;
}

/** From the camera's pixels to the packed crop's. */
function lookFrom({ sidePx, scale, rollRad, centre }: Stand): (x: number, y: number) => Point {
  const cosine = Math.cos(rollRad) / scale;
  const sine = Math.sin(rollRad) / scale;
  return (x, y) => {
    const [dx, dy] = [x - sidePx / 2, y - sidePx / 2];
    return { x: centre.x + cosine * dx - sine * dy, y: centre.y + sine * dx + cosine * dy };
  };
}

/** Where a place of the face comes to lie in the camera's image; reverses {@link lookFrom}. */
export function placeIn({ sidePx, scale, rollRad, centre }: Stand, { plane }: Scene, point: Point): Point {
  const { x, y } = plane ? applyHomography(plane, point) : point;
  const cosine = Math.cos(rollRad) * scale;
  const sine = Math.sin(rollRad) * scale;
  const [dx, dy] = [x - centre.x, y - centre.y];
  return { x: sidePx / 2 + cosine * dx + sine * dy, y: sidePx / 2 - sine * dx + cosine * dy };
}

/** Fills a colour for a place of the packed crop's plane, or of a plane before the camera. */
export type Shade = (x: number, y: number, out: Rgb) => void;

/** @param shade - Asked for every pixel of the camera, where it looks at. */
export function render(
  stand: Stand,
  shade: (x: number, y: number, out: Rgb, row: number) => void,
): Float32Array {
  const { sidePx } = stand;
  const look = lookFrom(stand);
  const data = new Float32Array(sidePx * sidePx * 3);
  const out: Rgb = [0, 0, 0];
  let at = 0;
  for (let row = 0; row < sidePx; row += 1) {
    for (let column = 0; column < sidePx; column += 1) {
      const { x, y } = look(column + 0.5, row + 0.5);
      shade(x, y, out, row);
      data[at] = out[0];
      data[at + 1] = out[1];
      data[at + 2] = out[2];
      at += 3;
    }
  }
  return data;
}
