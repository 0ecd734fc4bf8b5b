/**
 * @file Brings a model into a models folder: looks into its file, records its golden output on WASM, calibrates an
 * embedder on photos, and writes its entry. Nothing is written unless all of it succeeds.
 */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ManifestError, parseManifest } from '../../../../src/core/manifest/parse.ts';
import type {
  Manifest,
  ModelEntry,
  OnnxModelEntry,
  OperatingPoint,
} from '../../../../src/core/manifest/types.ts';
import { calibrate, embedPhotos, type Calibration, type EmbeddedPhotos } from '../calibration/calibrate.ts';
import type { PairPlan } from '../calibration/pairs.ts';
import { readPlan } from '../calibration/read-plan.ts';
import { sha256Hex } from '../digest.ts';
import { callHeadless } from '../../kiosk/headless-page.ts';
import { openKioskBrowser, type KioskBrowser } from '../../kiosk/kiosk-browser.ts';
import { readManifest } from '../manifest-file.ts';
import { RESOLVED_MODELS_FOLDER } from '../../paths.ts';
import { PAGES_FOR_MANY, startPhotoPages, type PhotoReport } from '../../photos/photo-pages.ts';
import { writeEntry } from './local-manifest.ts';
import type { AddOptions } from './options.ts';
import { chooseValues, type ModelSignature } from './signature.ts';

const GOLDEN_SEED = 1;
/**
 * For the values of a unit vector. WebGPU differs from WASM by 10⁻⁶ to 10⁻⁴. A wrongly computed embedding has another
 * direction and differs by about 1/√dimension, 0.03 at 1024 dimensions.
 */
const EMBEDDING_TOLERANCE = 1e-3;
/** For a probability: a sigmoid changes by at most a quarter of what its input changes by. */
const PROBABILITY_TOLERANCE = 1e-2;
/** Digits kept of golden values: far below the tolerance. */
const GOLDEN_DIGITS = 7;

export interface Measured {
  readonly photos: EmbeddedPhotos;
  /** Of a list of pairs; counted once. */
  readonly repeatedLines: number;
  readonly calibration: Calibration;
  readonly report: PhotoReport;
}

export interface AddedModel {
  readonly entry: OnnxModelEntry;
  /** Null for a detector. */
  readonly measured: Measured | null;
  /** Where it went. */
  readonly folder: string;
  /** Of the folder, with the entry. */
  readonly manifest: Manifest;
}

/** @throws Error in plain words for whatever keeps the model from being used. */
export async function addModel(file: string, options: AddOptions): Promise<AddedModel> {
  const bytes = await readModel(file);
  const draft = draftEntry(file, bytes, options);
  const plan = draft.role === 'embedder' ? await readPlan(options) : null;

  const folder = await mkdtemp(join(tmpdir(), 'facegate-models-'));
  let browser: KioskBrowser | null = null;
  try {
    await writeFile(join(folder, draft.file), bytes);
    await serveEntries(folder, []);
    browser = await openKioskBrowser({ models: folder });
    const named = await nameValues(browser, draft, options);
    const recorded = await recordGolden(browser, named);
    if (recorded.role !== 'embedder' || !plan) {
      const manifest = await writeEntry(options.modelsFolder, recorded, bytes);
      return { entry: recorded, measured: null, folder: options.modelsFolder, manifest };
    }
    await serveEntries(folder, [...(await copyTracker(folder)), recorded]);
    const measured = await measure(browser, plan);
    const entry = { ...recorded, operatingPoints: measured.calibration.operatingPoints };
    const manifest = await writeEntry(options.modelsFolder, entry, bytes);
    return { entry, measured, folder: options.modelsFolder, manifest };
  } finally {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function readModel(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = { ENOENT: 'there is no such file', EISDIR: 'it is a folder' }[code ?? ''];
    throw new Error(`${file}: ${why ?? message}. Name an ONNX file.`, { cause });
  }
}

/** Stands in the draft until the photos are measured; nobody is recognised at it. */
const UNMEASURED: OperatingPoint = {
  fmr: 0.5,
  threshold: 1,
  fnmr: 1,
  fnmrInterval: [0, 1],
  fmrInterval: [0, 1],
  genuinePairs: 1,
  impostorPairs: 1,
};

/** The entry as far as the options tell it. @throws ManifestError for an option that no manifest may hold. */
function draftEntry(file: string, bytes: Buffer, options: AddOptions): OnnxModelEntry {
  const { name, size, layout, channels, mean, std, template, margin, licence } = options;
  const base = {
    name,
    file: `${name}.onnx`,
    sha256: sha256Hex(bytes),
    bytes: bytes.length,
    licence,
    source: { kind: 'brought', note: `It was added here from ${basename(file)}.` },
    input: { name: options.input ?? '?', size, layout, channels, mean, std },
    output: options.output ?? '?',
    alignment: { template, margin },
    golden: { seed: GOLDEN_SEED, output: [0], tolerance: EMBEDDING_TOLERANCE },
  } as const;
  if (options.role === 'embedder') {
    return checked({ ...base, role: 'embedder', dimension: 1, operatingPoints: [UNMEASURED] });
  }
  if (options.threshold === undefined) {
    throw new Error(
      'A detector needs --threshold: the probability from which a face counts as a fake or an attack.',
    );
  }
  const golden = { ...base.golden, tolerance: PROBABILITY_TOLERANCE };
  return checked({ ...base, role: options.role, threshold: options.threshold, golden });
}

/** Called before anything is measured, so that a fault in the options costs no time. */
function checked<Entry extends OnnxModelEntry>(entry: Entry): Entry {
  try {
    parseManifest({ version: 1, models: [entry] });
    return entry;
  } catch (cause) {
    if (!(cause instanceof ManifestError)) throw cause;
    // The file's name follows from --name, so that one fault is not told twice.
    const faults = cause.faults
      .map((fault) => fault.replace(/^models\.0\./, ''))
      .filter((fault) => !fault.startsWith('file:'));
    throw new Error(`The options make no entry that a manifest may hold:\n- ${faults.join('\n- ')}`, {
      cause,
    });
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

async function nameValues(
  browser: KioskBrowser,
  draft: OnnxModelEntry,
  options: AddOptions,
): Promise<OnnxModelEntry> {
  const page = await browser.blankPage();
  let signature: ModelSignature;
  try {
    signature = await callHeadless<ModelSignature>(page, 'readModelSignature', draft.file);
  } catch (cause) {
    const why = (cause as Error).message;
    throw new Error(`The file is no ONNX model that ONNX Runtime can load: ${why}`, { cause });
  } finally {
    await page.close();
  }
  const { input, output } = chooseValues(signature, { ...draft.input, ...options });
  return { ...draft, input: { ...draft.input, name: input }, output };
}

async function recordGolden(browser: KioskBrowser, entry: OnnxModelEntry): Promise<OnnxModelEntry> {
  const page = await browser.blankPage();
  try {
    const computed = await callHeadless<Float32Array>(page, 'computeGoldenOutput', entry);
    const output = Array.from(computed, (value) => Number(value.toPrecision(GOLDEN_DIGITS)));
    const golden = { ...entry.golden, output };
    if (entry.role === 'embedder') return checked({ ...entry, golden, dimension: output.length });
    if (output.length !== 1 || !(output[0] >= 0 && output[0] <= 1)) {
      throw new Error(
        `Its output "${entry.output}" is no probability (${output.length} values, the first ${output[0]}). ` +
          'A fake detector must give one number from 0 to 1; name another with --output, or add a sigmoid.',
      );
    }
    return checked({ ...entry, golden });
  } finally {
    await page.close();
  }
}

async function measure(browser: KioskBrowser, plan: PairPlan): Promise<Measured> {
  const pages = await startPhotoPages(browser, { pages: PAGES_FOR_MANY });
  const photos = await embedPhotos(pages, plan.photos);
  const calibration = calibrate(plan, photos.embeddings);
  return { photos, repeatedLines: plan.repeated, calibration, report: pages.report };
}
