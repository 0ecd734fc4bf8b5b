/**
 * @file What the command-line tools run in a headless browser: the kiosk's own pipeline on photos, its own way of
 * running a model, and its own storage. Built as `headless.js` beside the pages and imported by
 * `scripts/lib/kiosk/headless-page.ts`; no page of the kiosk loads it.
 */
import { l2Normalize } from './core/embedding/embedding.ts';
import { goldenTensor } from './core/manifest/golden.ts';
import type { OnnxModelEntry } from './core/manifest/types.ts';
import { ONNX_FOLDER } from './core/site/onnx-build.ts';
import { createFrameTimer, type FrameTimer } from './workers/frame-timer.ts';
import { type FaceFinder, openFaceFinder } from './workers/face-finder.ts';
import { fetchModel } from './runtime/model-file.ts';
import {
  loadOrt,
  OnnxSession,
  type OnnxSignature,
  type OrtProvider,
  ortThreads,
  readOnnxSignature,
  type ShapedOutput,
} from './runtime/ort.ts';
import { guardScripts } from './runtime/trusted-types.ts';
import { doCountGuesses } from './storage/keys/count-guesses.ts';
import { guessesElsewhere } from './workers/guesses-link.ts';
import {
  openPhotoExaminer,
  type PhotoExaminer,
  type PhotoExaminerOptions,
} from './workers/photo-examiner.ts';

export { saveSubject } from './storage/save-subject.ts';
export { openBackup, sealBackup } from './storage/backup.ts';
export { requireGoodPassphrase } from './storage/keys/passphrase.ts';
export { DEFAULT_SETTINGS } from './storage/settings.ts';
export { createStorage } from './storage/create-storage.ts';
export { createCropTimer } from './workers/crop-timer.ts';
export { goldenTensor };

guardScripts();
doCountGuesses(guessesElsewhere);

// This script lies in the site's root.
const script = import.meta.url;
const baseUrl = new URL('.', script).href;
const modelsUrl = new URL('models/', baseUrl).href;
const ortUrl = new URL(ONNX_FOLDER, baseUrl).href;

/** @param fps - As in `workers/face-finder.ts`. */
export function startFaceFinder(fps: number | null = null): Promise<FaceFinder> {
  return openFaceFinder(baseUrl, fps);
}

export function startPhotoExaminer(
  options: Pick<PhotoExaminerOptions, 'provider'> = {},
): Promise<PhotoExaminer> {
  return openPhotoExaminer({ ...options, baseUrl });
}

/**
 * @param file - Name of an ONNX file in the served models folder.
 * @throws Error when it is no ONNX model.
 */
export async function readModelSignature(file: string): Promise<OnnxSignature> {
  await loadOrt(ortUrl, 'wasm', 1);
  const response = await fetch(new URL(file, modelsUrl));
  return readOnnxSignature(new Uint8Array(await response.arrayBuffer()));
}

/**
 * The model's answer to its golden tensor on WASM, as the boot self-test compares it.
 * @param entry - Its `golden.output` need not be known yet.
 * @returns [dimension]; of unit length for an embedder.
 */
export async function computeGoldenOutput(entry: OnnxModelEntry): Promise<Float32Array> {
  await loadOrt(ortUrl, 'wasm', 1);
  const session = await OnnxSession.create(await fetchModel(modelsUrl, entry), entry, 'wasm');
  try {
    const output = await session.run(goldenTensor(entry.golden.seed, session.inputLength));
    return entry.role === 'embedder' ? l2Normalize(output) : output;
  } finally {
    await session.release();
  }
}

/** A network that is tried before anybody relies on it. */
export interface ModelTrial {
  /** @param input - As many images as `images` says. */
  answer(input: Float32Array, images: number): Promise<ShapedOutput & { readonly tookMs: number }>;
  close(): Promise<void>;
}

/**
 * @param threads - Of WASM; a page keeps those of its first session, and its provider.
 * @throws Error when the provider cannot run the model.
 */
export async function startModelTrial(
  entry: OnnxModelEntry,
  provider: OrtProvider,
  threads: number,
): Promise<ModelTrial> {
  await loadOrt(ortUrl, provider, threads);
  const session = await OnnxSession.create(await fetchModel(modelsUrl, entry), entry, provider);
  return {
    async answer(input, images) {
      const startMs = performance.now();
      const output = await session.answer(input, images);
      return { ...output, tookMs: performance.now() - startMs };
    },
    close: () => session.release(),
  };
}

/** Networks that take turns on faces. */
export interface ModelTimer {
  /** Of WASM; those that it really runs on. */
  readonly threads: number;
  /** Runs each model once. @returns Milliseconds of each, in the order of the models. */
  timeFace(): Promise<number[]>;
}

/**
 * The models with the recognition worker's own settings, on their golden tensors.
 * @param threads - Of WASM; a page or worker keeps those of its first session.
 */
export async function startModelTimer(
  entries: readonly OnnxModelEntry[],
  provider: OrtProvider,
  threads: number,
): Promise<ModelTimer> {
  await loadOrt(ortUrl, provider, threads);
  const runs: (() => Promise<Float32Array>)[] = [];
  for (const entry of entries) {
    const session = await OnnxSession.create(await fetchModel(modelsUrl, entry), entry, provider);
    const input = goldenTensor(entry.golden.seed, session.inputLength);
    runs.push(() => session.run(input));
  }
  let first = 0;
  return {
    threads: ortThreads(),
    async timeFace() {
      const durationsMs: number[] = [];
      for (let turn = 0; turn < runs.length; turn += 1) {
        // On a busy machine whoever runs first after a pause is served better, so each is first in its turn.
        const model = (first + turn) % runs.length;
        const startMs = performance.now();
        await runs[model]();
        durationsMs[model] = performance.now() - startMs;
      }
      first += 1;
      return durationsMs;
    },
  };
}

/** Whole frames of the camera, one at a time. */
export function startFrameTimer(): Promise<FrameTimer> {
  return createFrameTimer(baseUrl);
}
