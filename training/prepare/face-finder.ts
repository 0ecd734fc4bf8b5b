/** @file The kiosk's face tracker for Node: headless Chromium with several pages, each of which searches photos. */
import { callHeadlessForHandle, callMethod } from '../../scripts/lib/kiosk/headless-page.ts';
import { openKioskBrowser } from '../../scripts/lib/kiosk/kiosk-browser.ts';
import type { Alignment } from '../../src/core/align/template.ts';
import type { AlignmentPoints, Box } from '../../src/core/observation.ts';

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
  readonly bytes: Uint8Array;
  /** Shares of black around it, tried in turn. */
  readonly margins: readonly number[];
  /** Five points from elsewhere, in the photo's own pixels, for where the tracker finds no face or another one. */
  readonly given?: AlignmentPoints | null;
  /** Cut by the browser too, from the very pixels in which it found the face. None when absent. */
  readonly crops?: readonly CropShape[];
}

export interface SearchedPhoto {
  /** Null: there is none, or the given points are those of another face. */
  readonly face: FoundFace | null;
  /** Why the given points are used; null where they are not. */
  readonly usedGiven: 'no-face' | 'other-face' | null;
  /** RGBA of each crop asked for, size × size × 4; empty where there are no points to align by. */
  readonly crops: readonly Uint8ClampedArray[];
}

export interface FaceFinder {
  /** Calls that may overlap; more only wait. */
  readonly pages: number;
  /** @returns For each photo what was found, or a sentence why it is of no use and what to do. */
  find(photos: readonly PhotoToSearch[]): Promise<(SearchedPhoto | string)[]>;
  close(): Promise<void>;
}

export interface FaceFinderOptions {
  /** 1 when absent. */
  readonly pages?: number | undefined;
  /** Of a video, whose frames `find` is given in their order; absent: every photo is searched afresh. */
  readonly fps?: number | undefined;
}

/** @throws Error when Chromium or the tracker's model is missing, saying how to get it. */
export async function openFaceFinder({ pages = 1, fps }: FaceFinderOptions = {}): Promise<FaceFinder> {
  const kiosk = await openKioskBrowser();
  try {
    const free = await Promise.all(
      Array.from({ length: pages }, async () =>
        callHeadlessForHandle(await kiosk.blankPage(), 'startFaceFinder', fps ?? null),
      ),
    );
    const waiting: ((finder: (typeof free)[number]) => void)[] = [];
    return {
      pages,
      async find(photos) {
        const finder = free.pop() ?? (await new Promise<(typeof free)[number]>((r) => waiting.push(r)));
        try {
          return (await callMethod<Sent[]>(finder, 'find', photos)).map(received);
        } finally {
          const next = waiting.shift();
          if (next) next(finder);
          else free.push(finder);
        }
      },
      close: () => kiosk.close(),
    };
  } catch (error) {
    await kiosk.close();
    throw error;
  }
}

/** As it comes out of the page: crops are plain bytes there. */
type Sent = string | (Omit<SearchedPhoto, 'crops'> & { readonly crops: readonly Uint8Array[] });

function received(sent: Sent): SearchedPhoto | string {
  if (typeof sent === 'string') return sent;
  const clamped = ({ buffer, byteOffset, length }: Uint8Array): Uint8ClampedArray =>
    new Uint8ClampedArray(buffer, byteOffset, length);
  return { ...sent, crops: sent.crops.map(clamped) };
}
