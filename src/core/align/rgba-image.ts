/** @file Pixels in memory, as alignment and its tests hand them around. Types only. */

/** Pixels of an image, or of a rectangle of it. */
export interface RgbaImage {
  /** R, G, B, A per pixel, row by row. Alpha is ignored: the image counts as opaque. */
  readonly data: Uint8ClampedArray | Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Where the rectangle's top-left pixel lies in the whole image; the default is (0, 0). */
  readonly x?: number;
  readonly y?: number;
}
