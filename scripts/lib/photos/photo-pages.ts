/**
 * @file Examines photos with the kiosk's own tracker and embedder, in one or more pages of a kiosk's browser.
 */
import { availableParallelism } from 'node:os';
import type { JSHandle, Page } from '@playwright/test';
import type { EmbedderEntry, FakeDetectorEntry } from '../../../src/core/manifest/types.ts';
import type { Observation } from '../../../src/core/observation.ts';
import { callHeadlessForHandle, callMethod } from '../kiosk/headless-page.ts';
import type { KioskBrowser } from '../kiosk/kiosk-browser.ts';
import { readPhoto } from './read-photo.ts';

export interface PhotoPagesOptions {
  /** How many photos at once; {@link PAGES_FOR_MANY} is right for more than a handful. */
  readonly pages?: number | undefined;
}

/** What photos are examined with. */
export interface PhotoReport {
  readonly provider: 'webgpu' | 'wasm';
  readonly embedder: EmbedderEntry;
  readonly fakeDetector: FakeDetectorEntry | null;
}

export interface PhotoPages {
  readonly report: PhotoReport;
  /**
   * Examines the whole photo. Calls may overlap; each waits for a free page.
   * @param photo - A file's path, or the bytes of an image file.
   * @returns Without drawing points; the embedding is that of the largest face.
   * @throws Error when it cannot be read or is no image; the message does not name the file.
   */
  examine(photo: string | Uint8Array): Promise<Observation>;
  close(): Promise<void>;
}

/** Each page has two busy workers; more pages than processors only cost memory. */
export const PAGES_FOR_MANY = Math.min(4, availableParallelism());

/** @throws Error when a model is missing or refused. */
export async function startPhotoPages(
  kiosk: KioskBrowser,
  { pages = 1 }: PhotoPagesOptions = {},
): Promise<PhotoPages> {
  const started = await Promise.all(
    Array.from({ length: pages }, async () => {
      const page = await kiosk.blankPage();
      return { page, examiner: await callHeadlessForHandle(page, 'startPhotoExaminer') };
    }),
  );
  const report = await readReport(started[0].examiner);
  const free = started.map(({ examiner }) => examiner);
  const waiting: ((examiner: JSHandle) => void)[] = [];
  return {
    report,
    async examine(photo) {
      const examiner = free.pop() ?? (await new Promise<JSHandle>((resolve) => waiting.push(resolve)));
      try {
        // Read only now, so that thousands of waiting calls hold no bytes.
        const bytes = typeof photo === 'string' ? await readPhoto(photo) : photo;
        const observation = await callMethod<Observation>(examiner, 'examine', new Uint8Array(bytes));
        const { face } = observation;
        return { ...observation, face: face && { ...face, landmarks: null } };
      } finally {
        const next = waiting.shift();
        if (next) next(examiner);
        else free.push(examiner);
      }
    },
    async close() {
      await Promise.all(started.map(({ page }: { page: Page }) => page.close()));
    },
  };
}

async function readReport(examiner: JSHandle): Promise<PhotoReport> {
  const { provider, embedder, fakeDetector } = (await examiner.evaluate(
    (object: { report: unknown }) => object.report,
  )) as PhotoReport;
  return { provider, embedder, fakeDetector };
}
