/** @file Makes a logo for the door of an image file that the administrator chose. */
import { LOGO_LIMITS } from '../core/site/door-face.ts';
import { smallPng, UnusableImageError } from '../runtime/small-image.ts';

/**
 * @returns A small PNG file in base64; null where the file is no picture that can be used.
 */
export async function readLogo(file: Blob): Promise<string | null> {
  const bytes = await smallPng(file, LOGO_LIMITS).catch((error: unknown) => {
    if (error instanceof UnusableImageError) return null;
    throw error;
  });
  return bytes && btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
