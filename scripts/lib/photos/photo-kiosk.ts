/**
 * @file A kiosk in a headless browser that examines photos, ready to use: set up, built, served, models checked.
 */
import { rm } from 'node:fs/promises';
import { callHeadless } from '../kiosk/headless-page.ts';
import { openKioskBrowser, type KioskBrowser } from '../kiosk/kiosk-browser.ts';
import { startPhotoPages, type PhotoPages, type PhotoPagesOptions } from './photo-pages.ts';
import { requireEmbedder, resolveStandIn } from '../models/stand-in-models.ts';

export interface PhotoKioskOptions extends PhotoPagesOptions {
  /**
   * A folder with a manifest whose models are used instead of the site's own. What it lacks, such as the face tracker,
   * comes from the models shipped with the kiosk.
   */
  readonly models?: string | undefined;
}

export interface PhotoKiosk extends Pick<PhotoPages, 'report' | 'examine'> {
  /** Calls another of the functions that `src/headless.ts` exports. */
  call<Result>(name: string, ...args: unknown[]): Promise<Result>;
  close(): Promise<void>;
}

/** @throws Error when there is no embedder, saying how to get one, or when another model is missing or refused. */
export async function openPhotoKiosk({ models, ...options }: PhotoKioskOptions = {}): Promise<PhotoKiosk> {
  const standIn = models === undefined ? null : await resolveStandIn(models);
  let browser: KioskBrowser | null = null;
  const close = async (): Promise<void> => {
    await browser?.close();
    if (standIn) await rm(standIn.folder, { recursive: true, force: true });
  };
  try {
    if (standIn) requireEmbedder(standIn.report);
    const opened = (browser = await openKioskBrowser({ models: standIn?.folder }));
    if (!standIn) requireEmbedder(opened.setup);
    const pages = await startPhotoPages(opened, options);
    return {
      report: pages.report,
      examine: (photo) => pages.examine(photo),
      async call(name, ...args) {
        const page = await opened.blankPage();
        try {
          return await callHeadless(page, name, ...args);
        } finally {
          await page.close();
        }
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
