/** @file The kiosk's face tracker for Node: headless Chromium with several pages, each of which searches photos. */
import { callHeadlessForHandle, callMethod } from '../../scripts/lib/kiosk/headless-page.ts';
import { openKioskBrowser } from '../../scripts/lib/kiosk/kiosk-browser.ts';
import type { AlignmentPoints, Box } from '../../src/core/observation.ts';

export type TrackerKind = 'landmarker' | 'detector';

/** The largest face of a photo; everything in the photo's own pixels. */
export interface FoundFace {
  readonly tracker: TrackerKind;
  readonly box: Box;
  readonly points: AlignmentPoints;
  /** x, y pairs: 478 of the landmarker, 6 of the detector. */
  readonly landmarks: Float32Array;
  readonly yawDeg: number;
}

export interface PhotoToSearch {
  readonly bytes: Uint8Array;
  /** A squeezed photo is searched this many times as high; 1: as it is. */
  readonly stretchY: number;
  /** Shares of black around it, tried in turn. */
  readonly margins: readonly number[];
}

export interface FaceFinder {
  readonly tracker: TrackerKind;
  /** Calls that may overlap; more only wait. */
  readonly pages: number;
  /** @returns For each photo its face, null where there is none, or a sentence why it cannot be read. */
  find(photos: readonly PhotoToSearch[]): Promise<(FoundFace | string | null)[]>;
  close(): Promise<void>;
}

export interface FaceFinderOptions {
  /** The landmarker where its model is there, unless given. */
  readonly tracker?: TrackerKind | undefined;
  /** 1 when absent. */
  readonly pages?: number | undefined;
}

/** @throws Error when Chromium or the tracker's model is missing, saying how to get it. */
export async function openFaceFinder({ tracker, pages = 1 }: FaceFinderOptions = {}): Promise<FaceFinder> {
  const kiosk = await openKioskBrowser();
  try {
    const free = await Promise.all(
      Array.from({ length: pages }, async () =>
        callHeadlessForHandle(await kiosk.blankPage(), 'startFaceFinder', { tracker }),
      ),
    );
    const kind = (await free[0].evaluate((finder: { tracker: string }) => finder.tracker)) as TrackerKind;
    const waiting: ((finder: (typeof free)[number]) => void)[] = [];
    return {
      tracker: kind,
      pages,
      async find(photos) {
        const finder = free.pop() ?? (await new Promise<(typeof free)[number]>((r) => waiting.push(r)));
        try {
          return await callMethod(finder, 'find', photos);
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
