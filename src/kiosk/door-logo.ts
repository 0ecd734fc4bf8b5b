/** @file Makes a logo for the door of an image file that the administrator chose. */
import { LOGO_LIMITS } from '../core/site/door-face.ts';
import { smallPng } from '../runtime/small-image.ts';

/**
 * @returns A small PNG file in base64.
 * @throws UnusableImageError
 */
export async function readLogo(file: Blob): Promise<string> {
  const bytes = await smallPng(file, LOGO_LIMITS);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
