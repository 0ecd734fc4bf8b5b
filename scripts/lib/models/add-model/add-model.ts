/**
 * @file Brings a model into a models folder: looks into its file, tries it, records its golden output on WASM,
 * calibrates an embedder on photos, and writes its entry. Nothing is written unless all of it succeeds.
 */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Manifest, ModelEntry, OnnxModelEntry } from '../../../../src/core/manifest/types.ts';
import { calibrate, embedPhotos, type Calibration, type EmbeddedPhotos } from '../calibration/calibrate.ts';
import { judgeCalibration, judgeEmbeddings } from '../calibration/judge.ts';
import { type FoundPlan, readPlan } from '../calibration/read-plan.ts';
import type { SkippedFile } from '../../photos/photo-files.ts';
import { openKioskBrowser, type KioskBrowser } from '../../kiosk/kiosk-browser.ts';
import { readManifest } from '../manifest-file.ts';
import { RESOLVED_MODELS_FOLDER } from '../../paths.ts';
import { PAGES_FOR_MANY, startPhotoPages, type PhotoReport } from '../../photos/photo-pages.ts';
import { draftEntry } from './draft.ts';
import { examineModel } from './examine.ts';
import { requirePlace, writeEntry } from './local-manifest.ts';
import { readModelFile } from './model-file.ts';
import type { AddOptions } from './options.ts';
import { openTrialPages } from './trial.ts';
import { startWatchdog } from './watchdog.ts';

export interface Measured {
  readonly photos: EmbeddedPhotos;
  /** Of a list of pairs; counted once. */
  readonly repeatedLines: number;
  /** What else lies in the folder of people. */
  readonly skipped: readonly SkippedFile[];
  readonly calibration: Calibration;
  readonly report: PhotoReport;
}

export interface AddedModel {
  readonly entry: OnnxModelEntry;
  /** Null for a detector. */
  readonly measured: Measured | null;
  /** One image on one thread, WASM. */
  readonly imageMs: number;
  /** Where it went. */
  readonly folder: string;
  /** Of the folder, with the entry. */
  readonly manifest: Manifest;
}

/** @throws Error in plain words for whatever keeps the model from being used. */
export async function addModel(file: string, options: AddOptions): Promise<AddedModel> {
  const brought = await readModelFile(file);
  const draft = draftEntry(brought, options);
  await requirePlace(options.modelsFolder, draft);
  const plan = draft.role === 'embedder' ? await readPlan(options) : null;

  const folder = await mkdtemp(join(tmpdir(), 'facegate-models-'));
  let browser: KioskBrowser | null = null;
  try {
    await serveEntries(folder, []);
    browser = await openKioskBrowser({ models: folder });
    const { entry, bytes, imageMs } = await examineModel(
      await openTrialPages(browser),
      folder,
      draft,
      brought.bytes,
      options,
    );
    if (entry.role !== 'embedder' || !plan) {
      const manifest = await writeEntry(options.modelsFolder, entry, bytes);
      return { entry, measured: null, imageMs, folder: options.modelsFolder, manifest };
    }
    await serveEntries(folder, [...(await copyTracker(folder)), entry]);
    const measured = await measure(browser, plan, options.timeLimit);
    const { operatingPoints, galleries } = measured.calibration;
    const calibrated = { ...entry, operatingPoints, ...(galleries && { galleries }) };
    const manifest = await writeEntry(options.modelsFolder, calibrated, bytes);
    return { entry: calibrated, measured, imageMs, folder: options.modelsFolder, manifest };
  } finally {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Lets the temporary folder serve exactly these models. */
async function serveEntries(folder: string, models: readonly ModelEntry[]): Promise<void> {
  const manifest: Manifest = { version: 1, models };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'status.json'), JSON.stringify({ missing: [] }));
}

/** The face tracker that set-up found, so that photos are examined as the kiosk does. */
async function copyTracker(folder: string): Promise<ModelEntry[]> {
  const resolved = await readManifest(join(RESOLVED_MODELS_FOLDER, 'manifest.json'));
  const tracker = (resolved?.models ?? []).filter(
    ({ role }) => role === 'face-landmarker' || role === 'face-detector',
  );
  for (const { file } of tracker) await cp(join(RESOLVED_MODELS_FOLDER, file), join(folder, file));
  return tracker;
}

/** @param limitS - Seconds without one finished photo after which nothing is waited for. */
async function measure(browser: KioskBrowser, plan: FoundPlan, limitS: number): Promise<Measured> {
  const watchdog = startWatchdog(
    limitS,
    `No photo was done within ${limitS} s. Bring a smaller network, or allow more with --time-limit.`,
  );
  try {
    const pages = await watchdog.race(startPhotoPages(browser, { pages: PAGES_FOR_MANY }));
    const examine: typeof pages.examine = (photo) =>
      pages.examine(photo).finally(() => {
        watchdog.reset();
      });
    const photos = await watchdog.race(embedPhotos({ ...pages, examine }, plan.photos));
    judgeEmbeddings(photos.embeddings);
    const calibration = calibrate(plan, photos.embeddings);
    judgeCalibration(calibration);
    const { repeated, skipped } = plan;
    return { photos, repeatedLines: repeated, skipped, calibration, report: pages.report };
  } finally {
    watchdog.stop();
  }
}
