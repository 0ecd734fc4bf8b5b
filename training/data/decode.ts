/** @file Pixels of a packed dataset's crops, and how crops are compressed. */
import sharp from 'sharp';
import type { OutputInfo } from 'sharp';
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
    const { data, info } = await decode(dataset.crop(index));
    if (info.width !== side || info.height !== side) {
      throw new Error(
        `The crop has ${info.width}×${info.height} pixels, the dataset's have ${side}×${side}.`,
      );
    }
    return { data, width: side, height: side, points, landmarks: dataset.landmarks(index) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${dataset.path(index)} in ${dataset.folder} cannot be decoded: ${reason}`, { cause });
  }
}

/** Compresses a picture as crops are and decodes it, so that a fake made just now has their traces. */
export async function recompressAsCrop(picture: Picture): Promise<Picture> {
  const { data } = await decode(await compressCrop(picture.data, picture.width));
  return { ...picture, data };
}

/** RGBA, opaque. */
async function decode(
  jpeg: Uint8Array,
): Promise<{ readonly data: Uint8ClampedArray; readonly info: OutputInfo }> {
  const { data, info } = await sharp(jpeg)
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: new Uint8ClampedArray(data.buffer, data.byteOffset, data.length), info };
}
