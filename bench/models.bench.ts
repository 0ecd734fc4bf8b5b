/**
 * @file Times the kiosk's networks in headless Chromium on every provider. Providers and networks take turns on each
 * face, so that whatever else the machine does disturbs all alike.
 */
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { JSHandle, Page, Worker } from '@playwright/test';
import {
  callHeadlessForHandle,
  callMethod,
  startHeadlessWorker,
} from '../scripts/lib/kiosk/headless-page.ts';
import { openKioskBrowser } from '../scripts/lib/kiosk/kiosk-browser.ts';
import { RESOLVED_MODELS_FOLDER } from '../scripts/lib/paths.ts';
import { requireEmbedder, resolveStandIn } from '../scripts/lib/models/stand-in-models.ts';
import { pickModels } from '../src/core/manifest/select.ts';
import type { ModelEntry, OnnxModelEntry } from '../src/core/manifest/types.ts';
import { benchCrops, type TimedCrops } from './crops.bench.ts';
import { type Quantiles, quantiles } from './statistics.ts';

export interface BenchedModel {
  readonly name: string;
  readonly role: OnnxModelEntry['role'];
  /** Of the file. */
  readonly bytes: number;
  /** Width and height of the input. */
  readonly inputSizePx: number;
}

/** A WebGPU adapter. */
export interface Adapter {
  /** Computes on the processor: says nothing of a graphics card. */
  readonly software: boolean;
  readonly name: string;
}

/** What the networks run on. */
export type ModelProvider =
  | { readonly kind: 'wasm'; readonly threads: number }
  | { readonly kind: 'webgpu'; readonly adapter: Adapter };

export interface ModelLatencies {
  readonly provider: ModelProvider;
  /** Milliseconds per face. */
  readonly models: readonly { readonly name: string; readonly ms: Quantiles | null }[];
  /** Milliseconds that embedder and fake detector took on the same face; null while a kiosk lacks one of them. */
  readonly bothMs: Quantiles | null;
}

export interface ModelsBench {
  /** Chromium's version. */
  readonly chromium: string;
  readonly faces: number;
  readonly models: readonly BenchedModel[];
  /** WebGPU is among them where there is an adapter. */
  readonly latencies: readonly ModelLatencies[];
  /** What the networks are fed with. */
  readonly crops: readonly TimedCrops[];
}

export interface ModelsBenchOptions {
  /** How many faces to time, after the warm-up. */
  readonly faces: number;
  /** A folder with a manifest whose models are measured instead of the site's own. */
  readonly models?: string | undefined;
  /** Also use WebGPU where Chromium holds it back; it then brings a software adapter. */
  readonly unsafeWebgpu: boolean;
  readonly onStep: (step: string) => void;
}

interface Started {
  readonly provider: ModelProvider;
  readonly timer: JSHandle;
  /** Of each face, then of each model. */
  readonly durationsMs: number[][];
}

const WASM_THREADS = [1, 2];
/** The first runs compile, and fill caches. */
const WARM_UP_FACES = 10;

/** @throws Error when there is no embedder, saying how to get one, or when a model cannot run. */
export async function benchModels(options: ModelsBenchOptions): Promise<ModelsBench> {
  const standIn = options.models === undefined ? null : await resolveStandIn(options.models);
  try {
    const flags = options.unsafeWebgpu ? ['--enable-unsafe-webgpu'] : [];
    const kiosk = await openKioskBrowser({ models: standIn?.folder, flags });
    try {
      const report = standIn?.report ?? kiosk.setup;
      requireEmbedder(report);
      const entries = onnxModels(report.present);
      const page = await kiosk.blankPage();
      options.onStep('crops');
      const crops = await benchCrops(page, report.present, options.faces);
      const started = await startAll(page, entries, options.onStep);
      options.onStep(`${options.faces} faces`);
      await timeFaces(started, options.faces);
      return {
        chromium: kiosk.browser.version(),
        faces: options.faces,
        models: await weighModels(standIn?.folder ?? RESOLVED_MODELS_FOLDER, entries),
        latencies: started.map((one) => latenciesOf(one, entries)),
        crops,
      };
    } finally {
      await kiosk.close();
    }
  } finally {
    if (standIn) await rm(standIn.folder, { recursive: true, force: true });
  }
}

function onnxModels(entries: readonly ModelEntry[]): OnnxModelEntry[] {
  return (['embedder', 'fake-detector', 'attack-detector'] as const).flatMap((role) =>
    entries.filter((entry): entry is OnnxModelEntry => entry.role === role),
  );
}

/** One worker each, since a worker keeps the threads that it began with. */
async function startAll(
  page: Page,
  entries: readonly OnnxModelEntry[],
  onStep: ModelsBenchOptions['onStep'],
): Promise<Started[]> {
  const started: Started[] = [];
  const start = async (provider: ModelProvider, worker: Worker): Promise<void> => {
    onStep(`starting ${provider.kind === 'wasm' ? `WASM, threads: ${provider.threads}` : 'WebGPU'}`);
    const threads = provider.kind === 'wasm' ? provider.threads : 1;
    const timer = await callHeadlessForHandle(worker, 'startModelTimer', entries, provider.kind, threads);
    // ONNX Runtime goes on with one thread and says nothing where it cannot have more.
    const used = await timer.evaluate((one: { readonly threads: number }) => one.threads);
    if (used !== threads) throw new Error(`WASM runs on ${used} threads here, and not on ${threads}.`);
    started.push({ provider, timer, durationsMs: [] });
  };
  for (const threads of WASM_THREADS) {
    await start({ kind: 'wasm', threads }, await startHeadlessWorker(page));
  }
  const worker = await startHeadlessWorker(page);
  const adapter = await findAdapter(worker);
  if (adapter) await start({ kind: 'webgpu', adapter }, worker);
  return started;
}

function findAdapter(worker: Worker): Promise<Adapter | null> {
  return worker.evaluate(async () => {
    const adapter = 'gpu' in navigator ? await navigator.gpu.requestAdapter().catch(() => null) : null;
    if (!adapter) return null;
    const { vendor, architecture, isFallbackAdapter } = adapter.info;
    return { software: isFallbackAdapter, name: [vendor, architecture].filter(Boolean).join(' ') };
  });
}

async function timeFaces(started: readonly Started[], faces: number): Promise<void> {
  for (let face = -WARM_UP_FACES; face < faces; face += 1) {
    for (const { timer, durationsMs } of started) {
      const timed = await callMethod<number[]>(timer, 'timeFace');
      if (face >= 0) durationsMs.push(timed);
    }
  }
}

async function weighModels(folder: string, entries: readonly OnnxModelEntry[]): Promise<BenchedModel[]> {
  return Promise.all(
    entries.map(async ({ name, role, file, input }) => {
      const { size: bytes } = await stat(join(folder, file));
      return { name, role, bytes, inputSizePx: input.size };
    }),
  );
}

function latenciesOf({ provider, durationsMs }: Started, entries: readonly OnnxModelEntry[]): ModelLatencies {
  const { embedder, fakeDetector } = pickModels({ version: 1, models: entries });
  const both = [embedder, fakeDetector].map((entry) => entries.findIndex((other) => other === entry));
  return {
    provider,
    models: entries.map(({ name }, model) => ({
      name,
      ms: quantiles(durationsMs.map((face) => face[model])),
    })),
    bothMs: both.includes(-1)
      ? null
      : quantiles(durationsMs.map((face) => both.reduce((sum, model) => sum + face[model], 0))),
  };
}
