/** @file Cuts the aligned crop out of a photo, with the kiosk's own alignment. */
import sharp from 'sharp';
import { alignTransform } from '../../src/core/align/align.ts';
import { warpRgba } from '../../src/core/align/sample.ts';
import { applySimilarity, invertSimilarity } from '../../src/core/geometry/similarity.ts';
import type { RgbaImage } from '../../src/core/align/rgba-image.ts';
import { compressCrop } from '../data/decode.ts';
import { decodeImage } from '../evaluate/crop-image.ts';
import type { AlignmentPoints, Point } from '../../src/core/observation.ts';

/**
 * The template's 112 pixels and 24 more on each side: room for shifts, turns and scalings, and for a fake detector's
 * looser view.
 */
export const CROP_SIZE = 160;
export const CROP_MARGIN = 24 / 112;

export interface CutCrop {
  /** A JPEG file of CROP_SIZE × CROP_SIZE. */
  readonly jpeg: Uint8Array;
  /** The points in crop pixels. */
  readonly points: AlignmentPoints;
  readonly landmarks: Float32Array | null;
}

export interface Face {
  /** In pixels of the photo as stored. */
  readonly points: AlignmentPoints;
  readonly landmarks: Float32Array | null;
}

/**
 * @param photo - An image file.
 * @param stretchY - How many times as high a squeezed photo must be drawn.
 * @throws Error when it cannot be decoded.
 */
export async function cutCrop(photo: Uint8Array, face: Face, stretchY: number): Promise<CutCrop> {
  const { data, width, height, scaleY } = await decode(photo, stretchY);
  const shown = face.points.map(({ x, y }) => ({ x, y: y * scaleY })) as unknown as AlignmentPoints;
  const cropToImage = alignTransform(shown, CROP_SIZE, { template: 'arcface-112', margin: CROP_MARGIN });
  const crop = warpRgba({ data, width, height }, cropToImage, CROP_SIZE);
  const imageToCrop = invertSimilarity(cropToImage);
  const place = (point: Point): Point => applySimilarity(imageToCrop, point);
  return {
    jpeg: await compressCrop(crop, CROP_SIZE),
    points: shown.map(place) as unknown as AlignmentPoints,
    landmarks: face.landmarks && placeAll(face.landmarks, ({ x, y }) => place({ x, y: y * scaleY })),
  };
}

/** Turned upright as its EXIF says, which is how a browser shows it too. */
async function decode(photo: Uint8Array, stretchY: number): Promise<RgbaImage & { scaleY: number }> {
  const { data, width, height } = await decodeImage(photo);
  if (stretchY === 1) return { data, width, height, scaleY: 1 };
  const stretchedHeight = Math.round(height * stretchY);
  const stretched = await sharp(data, { raw: { width, height, channels: 4 } })
    .resize(width, stretchedHeight, { fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer();
  return { data: stretched, width, height: stretchedHeight, scaleY: stretchedHeight / height };
}

function placeAll(landmarks: Float32Array, place: (point: Point) => Point): Float32Array {
  const placed = new Float32Array(landmarks.length);
  for (let at = 0; at < landmarks.length; at += 2) {
    const { x, y } = place({ x: landmarks[at], y: landmarks[at + 1] });
    placed[at] = x;
    placed[at + 1] = y;
  }
  return placed;
}
