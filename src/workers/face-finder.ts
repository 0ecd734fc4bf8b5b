/**
 * @file Finds faces in photos with the kiosk's own tracker and does nothing else with them. For preparing training
 * data, where embedding every photo would only cost time.
 */
import { pickModels } from '../core/manifest/select.ts';
import type { Manifest } from '../core/manifest/types.ts';
import type { AlignmentPoints, Box } from '../core/observation.ts';
import { createLandmarker } from '../runtime/mediapipe/landmarker.ts';
import { fetchModel } from '../runtime/model-file.ts';

/** The largest face of a photo; everything in the photo's own pixels. */
export interface FoundFace {
  readonly box: Box;
  readonly points: AlignmentPoints;
  /** x, y pairs of 478 points. */
  readonly landmarks: Float32Array;
  readonly yawDeg: number;
  readonly pitchDeg: number;
}

export interface PhotoToSearch {
  /** The bytes of an image file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** A photo that was squeezed is drawn this many times as high before the search; 1: as it is. */
  readonly stretchY: number;
  /**
   * Black added on each side, as shares of the longer side, tried in turn until there is a face: the landmarker wants
   * room around it, which tight crops lack.
   */
  readonly margins: readonly number[];
}

/** Null: no face; a string: why the photo could not be read. */
export type SearchResult = FoundFace | string | null;

export interface FaceFinder {
  find(photos: readonly PhotoToSearch[]): Promise<SearchResult[]>;
}

/** Larger photos are searched at this longer side, margins included. The landmarker shrinks them further anyway. */
const LONGEST_SIDE_PX = 640;

/**
 * @param fps - The photos are a video's frames at this rate, and the face is followed from each to the next as the door
 * follows it; null: every photo is searched afresh.
 * @throws Error when the landmarker's model is missing.
 */
export async function startFaceFinder(fps: number | null = null): Promise<FaceFinder> {
  const modelsUrl = new URL('models/', location.origin).href;
  const mediapipeUrl = new URL('mediapipe/', location.origin).href;
  const response = await fetch(new URL('manifest.json', modelsUrl));
  const { landmarker } = pickModels((await response.json()) as Manifest);
  if (!landmarker) {
    throw new Error('The face landmarker is missing. "npm run models -- list" says how to get it.');
  }
  const model = await fetchModel(modelsUrl, landmarker);
  const mode = fps === null ? 'photos' : 'video';
  const tracker = await createLandmarker({ mediapipeUrl, mode, model });
  let timestampMs = 0;
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });
  if (!context) throw new Error('This browser gives no 2D canvas.');

  const search = (bitmap: ImageBitmap, stretchY: number, margin: number): FoundFace | null => {
    const [width, height] = [bitmap.width, bitmap.height * stretchY];
    const border = margin * Math.max(width, height);
    const scale = Math.min(1, LONGEST_SIDE_PX / (Math.max(width, height) + 2 * border));
    canvas.width = Math.round((width + 2 * border) * scale);
    canvas.height = Math.round((height + 2 * border) * scale);
    context.drawImage(bitmap, border * scale, border * scale, width * scale, height * scale);
    timestampMs += fps === null ? 0 : 1_000 / fps;
    const { face } = tracker.find(context.getImageData(0, 0, canvas.width, canvas.height), timestampMs);
    if (!face) return null;
    const toX = (x: number): number => x / scale - border;
    const toY = (y: number): number => (y / scale - border) / stretchY;
    return {
      box: {
        x: toX(face.box.x),
        y: toY(face.box.y),
        width: face.box.width / scale,
        height: face.box.height / scale / stretchY,
      },
      points: face.points.map(({ x, y }) => ({ x: toX(x), y: toY(y) })) as unknown as AlignmentPoints,
      landmarks: face.landmarks.map((value, at) => (at % 2 === 0 ? toX(value) : toY(value))),
      yawDeg: face.pose.yawDeg,
      pitchDeg: face.pose.pitchDeg,
    };
  };

  const findOne = async ({ bytes, stretchY, margins }: PhotoToSearch): Promise<SearchResult> => {
    const bitmap = await createImageBitmap(new Blob([bytes])).catch(() => null);
    if (!bitmap) return 'not an image that can be read (JPEG, PNG, WebP or AVIF)';
    try {
      for (const margin of margins) {
        const face = search(bitmap, stretchY, margin);
        if (face) return face;
      }
      return null;
    } finally {
      bitmap.close();
    }
  };

  return {
    async find(photos) {
      const results: SearchResult[] = [];
      for (const photo of photos) results.push(await findOne(photo));
      return results;
    },
  };
}
