/**
 * @file Finds faces in photos with the kiosk's own tracker and cuts their crops. It runs no other network: for
 * preparing training data, where embedding every photo would only cost time.
 */
import { alignTransform } from '../core/align/align.ts';
import { warpRgba } from '../core/align/cut-crops.ts';
import type { Alignment } from '../core/align/template.ts';
import { pickModels } from '../core/manifest/select.ts';
import type { Manifest } from '../core/manifest/types.ts';
import type { AlignmentPoints, Box } from '../core/observation.ts';
import { createFacePlacer } from '../runtime/mediapipe/landmarker.ts';
import { fetchModel } from '../runtime/model-file.ts';
import { decodePhoto } from './decode-photo.ts';
import { choosePoints, type GivenReason } from './given-points.ts';

/** The largest face of a photo; everything in the photo's own pixels. */
export interface FoundFace {
  readonly box: Box;
  readonly points: AlignmentPoints;
  /** x, y pairs of 478 points. */
  readonly landmarks: Float32Array;
  readonly yawDeg: number;
  readonly pitchDeg: number;
}

/** A crop to cut, as a model or a packed dataset wants it. */
export interface CropShape {
  /** Side in pixels. */
  readonly size: number;
  readonly alignment: Alignment;
}

export interface PhotoToSearch {
  /** The bytes of an image file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /**
   * Black added on each side, as shares of the longer side, tried in turn until there is a face: the landmarker wants
   * room around it, which tight crops lack.
   */
  readonly margins: readonly number[];
  /** Five points from elsewhere, in the photo's own pixels, for where the tracker finds no face or another one. */
  readonly given?: AlignmentPoints | null;
  /** None when absent. */
  readonly crops?: readonly CropShape[];
}

export interface SearchedPhoto {
  /** Null: there is none, or the given points are those of another face. */
  readonly face: FoundFace | null;
  /** Why the given points are used; null where they are not. */
  readonly usedGiven: GivenReason | null;
  /**
   * RGBA of each crop asked for, size × size × 4; empty where there are no points to align by. Plain bytes:
   * clamped ones take five times as long to leave the page.
   */
  readonly crops: readonly Uint8Array[];
}

/** A string: why the photo is of no use. */
export type SearchResult = SearchedPhoto | string;

export interface FaceFinder {
  find(photos: readonly PhotoToSearch[]): Promise<SearchResult[]>;
}

/** Larger photos are searched at this longer side, margins included. The landmarker shrinks them further anyway. */
const LONGEST_SIDE_PX = 640;

/**
 * @param baseUrl - Absolute URL of the site's root; ends in a slash.
 * @param fps - The photos are a video's frames at this rate, and the face is followed from each to the next as the door
 * follows it; null: every photo is searched afresh.
 * @throws Error when the landmarker's model is missing.
 */
export async function openFaceFinder(baseUrl: string, fps: number | null): Promise<FaceFinder> {
  const modelsUrl = new URL('models/', baseUrl).href;
  const mediapipeUrl = new URL('mediapipe/', baseUrl).href;
  const response = await fetch(new URL('manifest.json', modelsUrl));
  const { landmarker } = pickModels((await response.json()) as Manifest);
  if (!landmarker) {
    throw new Error('The face landmarker is missing. "npm run models -- list" says how to get it.');
  }
  const model = await fetchModel(modelsUrl, landmarker);
  const mode = fps === null ? 'photos' : 'video';
  const tracker = await createFacePlacer({ mediapipeUrl, mode, model });
  let timestampMs = 0;
  const drawing = createDrawing();

  const search = (bitmap: ImageBitmap, margin: number): FoundFace | null => {
    const { width, height } = bitmap;
    const border = margin * Math.max(width, height);
    const scale = Math.min(1, LONGEST_SIDE_PX / (Math.max(width, height) + 2 * border));
    timestampMs += fps === null ? 0 : 1_000 / fps;
    const { face } = tracker.find(drawing.draw(bitmap, scale, border), timestampMs);
    if (!face) return null;
    const placed = (value: number): number => value / scale - border;
    return {
      box: {
        x: placed(face.box.x),
        y: placed(face.box.y),
        width: face.box.width / scale,
        height: face.box.height / scale,
      },
      points: face.points.map(({ x, y }) => ({ x: placed(x), y: placed(y) })) as unknown as AlignmentPoints,
      landmarks: face.landmarks.map(placed),
      yawDeg: face.pose.yawDeg,
      pitchDeg: face.pose.pitchDeg,
    };
  };

  const findFirst = (bitmap: ImageBitmap, margins: readonly number[]): FoundFace | null => {
    for (const margin of margins) {
      const face = search(bitmap, margin);
      if (face) return face;
    }
    return null;
  };

  const findOne = async ({
    bytes,
    margins,
    given = null,
    crops = [],
  }: PhotoToSearch): Promise<SearchResult> => {
    let bitmap: ImageBitmap;
    try {
      bitmap = await decodePhoto(bytes);
    } catch (error) {
      return (error as Error).message;
    }
    try {
      const found = findFirst(bitmap, margins);
      const { points, usedGiven } = choosePoints(given, found?.points ?? null);
      const face = usedGiven === null ? found : null;
      if (points === null || crops.length === 0) return { face, usedGiven, crops: [] };
      const image = drawing.draw(bitmap, 1, 0);
      return {
        face,
        usedGiven,
        crops: crops.map(
          ({ size, alignment }) =>
            new Uint8Array(warpRgba(image, alignTransform(points, size, alignment), size).buffer),
        ),
      };
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

/** A canvas whose pixels are read. What is transparent in a photo is black, as at the door. */
function createDrawing() {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });
  if (!context) throw new Error('This browser gives no 2D canvas.');
  return {
    /** @param border - Black on each side, in pixels of the bitmap. */
    draw(bitmap: ImageBitmap, scale: number, border: number): ImageData {
      const [width, height] = [bitmap.width, bitmap.height];
      canvas.width = Math.round((width + 2 * border) * scale);
      canvas.height = Math.round((height + 2 * border) * scale);
      context.drawImage(bitmap, border * scale, border * scale, width * scale, height * scale);
      return context.getImageData(0, 0, canvas.width, canvas.height);
    },
  };
}
