/**
 * @file A photo as it is, without alignment. Its points are the template's own: aligning by them shows the whole photo,
 * and what augmentations do to the points they do to the view.
 */
import sharp from 'sharp';
import { ARCFACE, scaledTemplate } from '../../src/core/align/template.ts';
import { fileKind, isPhotoKind, whyNoPhoto } from '../../src/core/photos/file-kind.ts';
import { whoseImage } from './align-image.ts';
import type { Outcome } from './align-image.ts';
import type { SourceImage } from './source.ts';

/** Of system 0's input (docs/sources.md #56). */
export const FRAME_SIZE = 224;
const JPEG_QUALITY = 95;

/** @returns Never throws for a bad image. */
export async function packFrame(source: SourceImage, bytes: Uint8Array, splitSeed: number): Promise<Outcome> {
  try {
    return {
      kind: 'aligned',
      usedGiven: null,
      image: {
        ...whoseImage(source, splitSeed),
        pointsFrom: 'frame',
        points: scaledTemplate(FRAME_SIZE, ARCFACE),
        yawDeg: null,
        crop: await asSquare(bytes),
        landmarks: null,
      },
    };
  } catch (error) {
    return { kind: 'left-out', path: source.path, why: (error as Error).message };
  }
}

/** The middle square; a JPEG file that is one of the right size stays byte for byte. */
async function asSquare(bytes: Uint8Array): Promise<Uint8Array> {
  const kind = fileKind(bytes);
  if (!isPhotoKind(kind)) throw new Error(whyNoPhoto(kind));
  const { format, width, height, orientation = 1 } = await sharp(bytes).metadata();
  if (format === 'jpeg' && width === FRAME_SIZE && height === FRAME_SIZE && orientation === 1) {
    // A damaged one is found out here, not in the midst of training.
    await sharp(bytes).stats();
    return bytes;
  }
  // As the browser, which decodes all photos in which faces are found: it passes over the orientation of WebP.
  const image = sharp(bytes);
  return (format === 'webp' ? image : image.autoOrient())
    .toColourspace('srgb')
    .resize(FRAME_SIZE, FRAME_SIZE, { fit: 'cover' })
    .removeAlpha()
    .jpeg({ quality: JPEG_QUALITY, chromaSubsampling: '4:4:4' })
    .toBuffer();
}
