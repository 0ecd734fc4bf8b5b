/** @file The kiosk's face tracker for Node: headless Chromium with several pages, each of which searches photos. */
import { callHeadlessForHandle, callMethod } from '../../scripts/lib/kiosk/headless-page.ts';
import { openKioskBrowser } from '../../scripts/lib/kiosk/kiosk-browser.ts';
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

export interface PhotoToSearch {
  readonly bytes: Uint8Array;
  /** A squeezed photo is searched this many times as high; 1: as it is. */
  readonly stretchY: number;
  /** Shares of black around it, tried in turn. */
  readonly margins: readonly number[];
}

export interface FaceFinder {
  /** Calls that may overlap; more only wait. */
  readonly pages: number;
  /** @returns For each photo its face, null where there is none, or a sentence why it cannot be read. */
  find(photos: readonly PhotoToSearch[]): Promise<(FoundFace | string | null)[]>;
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
