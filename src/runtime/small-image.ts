/**
 * @file Reads an image file that somebody chose and writes it anew as a small PNG, so that nothing else of the file is
 * kept: no metadata, no other format.
 */

export class UnusableImageError extends Error {
  override readonly name = 'UnusableImageError';
}

export interface ImageLimits {
  readonly maxWidthPx: number;
  readonly maxHeightPx: number;
  readonly maxBytes: number;
}

/** Photographs of telephones are smaller. */
const MAX_FILE_BYTES = 20_000_000;
/** An image that is too large as a file is made smaller by this, again and again … */
const SHRINK = 0.75;
/** … but not below this height. */
const MIN_HEIGHT_PX = 16;

/**
 * @returns The bytes of a PNG file, as large as `limits` allow and never larger than the image.
 * @throws UnusableImageError where the browser cannot read the file as an image.
 */
export async function smallPng(file: Blob, limits: ImageLimits): Promise<Uint8Array> {
  if (file.size > MAX_FILE_BYTES) throw new UnusableImageError('The file is too large.');
  const bitmap = await createImageBitmap(file).catch((cause: unknown) => {
    throw new UnusableImageError('The browser cannot read this file as an image.', { cause });
  });
  try {
    return await shrunken(bitmap, limits);
  } finally {
    bitmap.close();
  }
}

async function shrunken(bitmap: ImageBitmap, limits: ImageLimits): Promise<Uint8Array> {
  const { maxWidthPx, maxHeightPx, maxBytes } = limits;
  let scale = Math.min(1, maxWidthPx / bitmap.width, maxHeightPx / bitmap.height);
  for (; bitmap.height * scale >= Math.min(MIN_HEIGHT_PX, bitmap.height); scale *= SHRINK) {
    const png = await draw(bitmap, scale);
    if (png.size <= maxBytes) return new Uint8Array(await png.arrayBuffer());
  }
  throw new UnusableImageError('The image does not become small enough.');
}

async function draw(bitmap: ImageBitmap, scale: number): Promise<Blob> {
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new UnusableImageError('This browser has no 2D canvas.');
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  return canvas.convertToBlob({ type: 'image/png' });
}
