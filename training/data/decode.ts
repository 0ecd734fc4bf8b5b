/** @file Pixels of a packed dataset's crops, and how crops are compressed. */
import sharp from 'sharp';
import type { Canvas } from '../image/canvas.ts';
import type { Picture } from '../image/picture.ts';
import type { PackedDataset } from './types.ts';

/** How every crop is packed: high, since a fake's traces are fine, and the same for reals and fakes. */
const CROP_JPEG = { quality: 95, chromaSubsampling: '4:4:4' } as const;

/** @param pixels - RGBA, size × size × 4. @returns A JPEG file, as crops are packed. */
export function compressCrop(pixels: Uint8ClampedArray, size: number): Promise<Uint8Array> {
  return sharp(pixels, { raw: { width: size, height: size, channels: 4 } })
    .removeAlpha()
    .jpeg(CROP_JPEG)
    .toBuffer();
}

/**
 * @param index - Row of the dataset.
 * @throws RangeError for an index out of range. Error that names the image when it cannot be decoded.
 */
export async function decodePicture(dataset: PackedDataset, index: number): Promise<Picture> {
  const { points } = dataset.record(index);
  const side = dataset.cropSize;
  try {
    const { data, width, height } = await decodeCrop(dataset.crop(index));
    if (width !== side || height !== side) {
      throw new Error(`The crop has ${width}×${height} pixels, the dataset's have ${side}×${side}.`);
    }
    return { data, width: side, height: side, points, landmarks: dataset.landmarks(index) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${dataset.path(index)} in ${dataset.folder} cannot be decoded: ${reason}`, { cause });
  }
}

/** Compresses a picture as crops are and decodes it, so that a fake made just now has their traces. */
export async function recompressAsCrop(picture: Picture): Promise<Picture> {
  const { data } = await decodeCrop(await compressCrop(picture.data, picture.width));
  return { ...picture, data };
}

/**
 * A packed crop's pixels: RGBA, opaque. The alpha is added here: the decoder takes a third longer where it adds one.
 *
 * @throws Error when the bytes are no image.
 */
export async function decodeCrop(jpeg: Uint8Array): Promise<Canvas> {
  const { data, info } = await sharp(jpeg)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let from = 0, to = 0; to < pixels.length; from += 3, to += 4) {
    pixels[to] = data[from];
    pixels[to + 1] = data[from + 1];
    pixels[to + 2] = data[from + 2];
    pixels[to + 3] = 255;
  }
  return { data: pixels, width, height };
}
