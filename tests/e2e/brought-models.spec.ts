/** @file Models that people bring: real ONNX files of all kinds in the runtime that the kiosk runs them on. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { openKioskBrowser, type KioskBrowser } from '../../scripts/lib/kiosk/kiosk-browser.ts';
import { addModel } from '../../scripts/lib/models/add-model/add-model.ts';
import { draftEntry } from '../../scripts/lib/models/add-model/draft.ts';
import { examineModel, type Examined } from '../../scripts/lib/models/add-model/examine.ts';
import { readModelFile } from '../../scripts/lib/models/add-model/model-file.ts';
import type { AddOptions } from '../../scripts/lib/models/add-model/options.ts';
import { openTrialPages, tryModel, type TrialPages } from '../../scripts/lib/models/add-model/trial.ts';
import { startWatchdog } from '../../scripts/lib/models/add-model/watchdog.ts';
import { readManifest } from '../../scripts/lib/models/manifest-file.ts';
import { sha256Hex } from '../../scripts/lib/models/digest.ts';
import { SHIPPED_MODELS_FOLDER } from '../../scripts/lib/paths.ts';
import { maxAbsDifference } from '../../src/core/manifest/golden.ts';
import {
  ACCEPTED,
  bytesOf,
  DETECTORS,
  DIMENSION,
  REFUSED,
  REFUSED_ON_PHOTOS,
  SIDE,
  slowModel,
} from '../scripts/models/add-model/brought-models.ts';

import { encodeJpeg, syntheticFrames, syntheticPerson } from '../../simulator/synthetic-face.ts';
import { toyEmbedder } from '../../simulator/toy-embedder.ts';

let folder: string;
let browser: KioskBrowser;
let pages: TrialPages;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegate-brought-'));
  await writeFile(join(folder, 'status.json'), '{}');
  browser = await openKioskBrowser({ models: folder });
  pages = await openTrialPages(browser);
});

test.afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

const OPTIONS: AddOptions = {
  name: 'brought',
  role: 'embedder',
  layout: 'NCHW',
  channels: 'RGB',
  mean: [127.5, 127.5, 127.5],
  std: [128, 128, 128],
  template: 'arcface-112',
  margin: 0,
  licence: 'not stated',
  modelsFolder: '/nowhere',
  timeLimit: 600,
};

async function examine(bytes: Uint8Array, change: Partial<AddOptions> = {}): Promise<Examined> {
  const options = { ...OPTIONS, ...change };
  const path = join(folder, 'as-exported.onnx');
  await writeFile(path, bytes);
  const brought = await readModelFile(path);
  return examineModel(pages, folder, draftEntry(brought, options), brought.bytes, options);
}

test('takes what exporters write', async () => {
  for (const [what, { layout, size, ...brought }] of Object.entries(ACCEPTED)) {
    const options = { ...(layout && { layout }), ...(size !== undefined && { size }) };
    const { entry, imageMs } = await examine(bytesOf(brought), options).catch((error: unknown) => {
      throw new Error(`${what}: ${(error as Error).message}`);
    });
    expect(entry, what).toMatchObject({
      dimension: DIMENSION,
      input: { name: 'x', size: SIDE },
      output: 'y',
    });
    expect(Math.hypot(...entry.golden.output), what).toBeCloseTo(1, 4);
    expect(imageMs).toBeGreaterThan(0);
  }
});

test('refuses what cannot be an embedder, or gives other answers at another time', async () => {
  test.info().annotations.push({ type: 'cases', description: Object.keys(REFUSED).join(', ') });
  for (const [what, { message, options, ...brought }] of Object.entries(REFUSED)) {
    await expect(examine(bytesOf(brought), options), what).rejects.toThrow(message);
  }
});

test('gives attack and fake detectors the ending that they need', async () => {
  const role = 'attack-detector';
  const plain = await examine(bytesOf(DETECTORS.probability), { role, threshold: 0.5 });
  expect(plain.entry).toMatchObject({
    role,
    output: 'y',
    source: { note: 'It was added here from as-exported.onnx.' },
  });

  for (const [dimension, live] of [
    [1, undefined],
    [1, 0],
    [2, 1],
    [3, 1],
  ] as const) {
    const bytes = bytesOf({ dimension });
    const { entry, bytes: stored } = await examine(bytes, { role, threshold: 0.5, live });
    expect(entry.output).toBe('facegate_probability');
    expect(entry.sha256).toBe(sha256Hex(stored));
    expect(entry.bytes).toBe(stored.length);
    expect(entry.source).toMatchObject({
      note: expect.stringContaining(`SHA-256 of that: ${sha256Hex(bytes)}`),
    });
    expect(entry.golden.output).toHaveLength(1);
    expect(entry.golden.output[0]).toBeGreaterThan(0);
    expect(entry.golden.output[0]).toBeLessThan(1);
  }
  const asked = examine(bytesOf({ dimension: 3 }), { role, threshold: 0.5 });
  await expect(asked).rejects.toThrow('Say with --live');
  await expect(examine(bytesOf(), { role, threshold: 0.5 })).rejects.toThrow('Is it an embedder (--role)?');
  const constant = examine(bytesOf(DETECTORS.constant), { role, threshold: 0.5 });
  await expect(constant).rejects.toThrow('the same answer whatever the image shows');
});

test('takes the shipped networks for what they are, and for nothing else', async () => {
  const shipped = await readManifest(join(SHIPPED_MODELS_FOLDER, 'manifest.json'));
  const networks = (shipped?.models ?? []).filter((model) => 'golden' in model);
  expect(networks).toHaveLength(3);
  for (const { role, file, input, alignment, output } of networks) {
    const bytes = await readFile(join(SHIPPED_MODELS_FOLDER, file));
    const described = { ...input, ...alignment, name: 'brought', output, size: undefined };
    const threshold = role === 'embedder' ? undefined : 0.5;
    const { entry } = await examine(bytes, { ...described, role, threshold });
    expect(entry.sha256).toBe(sha256Hex(bytes));
    const other = role === 'embedder' ? ({ role: 'fake-detector', threshold: 0.5 } as const) : {};
    await expect(examine(bytes, { ...described, ...other })).rejects.toThrow(/\(--role\)/);
  }
});

/** Photos of drawn people: the fewest by which an embedder may be calibrated. */
async function drawPeople(): Promise<string> {
  const people = join(folder, 'people');
  for (let person = 0; person < 12; person += 1) {
    const loop = { person: syntheticPerson(2001 + person), seconds: 4, fps: 1, motion: 'calm' } as const;
    await mkdir(join(people, `person ${person}`), { recursive: true });
    for (const [number, frame] of [...syntheticFrames(loop)].entries()) {
      await writeFile(join(people, `person ${person}`, `${number}.jpg`), await encodeJpeg(frame));
    }
  }
  return people;
}

test('calibrates an embedder on photos, and leaves the folder as it is where photos speak against one', async () => {
  const people = await drawPeople();
  const modelsFolder = join(folder, 'site');
  const { model } = await toyEmbedder();
  const path = join(folder, 'toy.onnx');
  await writeFile(path, model);
  const { entry, measured } = await addModel(path, { ...OPTIONS, people, modelsFolder });
  expect(measured?.calibration.eer.rate).toBeLessThan(0.1);
  expect(entry).toMatchObject({ dimension: 128, input: { size: 112 }, sha256: sha256Hex(model) });
  const manifest = await readManifest(join(modelsFolder, 'manifest.json'));
  expect(manifest?.models).toEqual([entry]);
  expect(sha256Hex(await readFile(join(modelsFolder, entry.file)))).toBe(entry.sha256);

  const before = await contentsOf(modelsFolder);
  for (const [what, { message, ...brought }] of Object.entries(REFUSED_ON_PHOTOS)) {
    await writeFile(path, bytesOf(brought));
    // Under the name of the model that is there, and under a new one.
    const name = what.includes('line') ? entry.name : 'another';
    await expect(addModel(path, { ...OPTIONS, name, people, modelsFolder }), what).rejects.toThrow(message);
    expect(await contentsOf(modelsFolder)).toEqual(before);
  }
});

async function contentsOf(path: string): Promise<Record<string, string>> {
  const names = await readdir(path);
  return Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [name, sha256Hex(await readFile(join(path, name)))] as const),
    ),
  );
}

test('tries a network on WebGPU too where there is one', async () => {
  const withWebgpu = await openKioskBrowser({ models: folder, flags: ['--enable-unsafe-webgpu'] });
  const watchdog = startWatchdog(600, 'It took too long.');
  try {
    const { entry, bytes } = await examine(bytesOf());
    await writeFile(join(folder, entry.file), bytes);
    const { plain, webgpu } = await tryModel(await openTrialPages(withWebgpu), entry, watchdog);
    expect(webgpu).toHaveLength(plain.length);
    for (const [index, { answer }] of webgpu!.entries()) {
      expect(maxAbsDifference(answer.values, plain[index].answer.values)).toBeLessThan(1e-3);
    }
  } finally {
    watchdog.stop();
    await withWebgpu.close();
  }
});

test('stops a network that takes minutes for an image', async () => {
  const { oneThread } = await openTrialPages(browser);
  pages = { oneThread, moreThreads: null, webgpu: null };
  await expect(examine(slowModel(), { timeLimit: 3 })).rejects.toThrow(
    /took longer than 3 s for some thirty images.*--time-limit/,
  );
});
