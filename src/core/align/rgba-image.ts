/** @file Pixels in memory, as alignment and its tests hand them around. Types only. */

export interface RgbaImage {
  /** R, G, B, A per pixel, row by row. Alpha is ignored: the image counts as opaque. */
  readonly data: Uint8ClampedArray | Uint8Array;
  readonly width: number;
  readonly height: number;
}
