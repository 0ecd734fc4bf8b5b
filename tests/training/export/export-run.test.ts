/** @file A run becomes a model: same answers on two runtimes, a valid manifest entry, a card with measured figures. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readManifest } from '../../../scripts/lib/models/manifest-file.ts';
import { goldenTensor, maxAbsDifference } from '../../../src/core/manifest/golden.ts';
import { attackPath } from '../../../training/attacks/attack-path.ts';
import { FILES, readRow, ROW_BYTES, writeRow } from '../../../training/data/packed-format.ts';
import { openPackedDataset } from '../../../training/data/packed-reader.ts';
import { NO_PROGRESS } from '../../../training/progress.ts';
import { exportOnnx } from '../../../training/engine/export.ts';
import { dataCommands, trainCommandOf } from '../../../training/export/commands.ts';
import { exportRun } from '../../../training/export/export-run.ts';
import type { ExportRunOptions } from '../../../training/export/report.ts';
import { openInWasm } from '../../../training/export/wasm.ts';
import { slimResNet } from '../../../training/nets/residual.ts';
import edgeface from '../../../training/configs/edgeface-fine-tuned.ts';
import type { TrainConfig } from '../../../training/train/config.ts';
import { withChanges } from '../../../training/train/load-config.ts';
import { runTraining } from '../../../training/train/run-training.ts';
import { randomWeights } from '../engine/tiny-programs.ts';
import { writeTinyDataset } from '../../../simulator/tiny-dataset.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegate-export-'));
  // As the shipped one it starts from a model that was exported before.
  const network = slimResNet({ inputSize: 32, widths: [8, 16], embeddingSize: 16 });
  const start = await exportOnnx(network, randomWeights(network), { output: 'unit' });
  await writeFile(join(folder, 'start.onnx'), start.bytes);
  const config: TrainConfig = {
    ...edgeface,
    init: 'start.onnx',
    datasets: [[await writeTinyDataset(folder, 12)]],
    sampler: {
      ...{ kind: 'label-balanced', people: 4, realsPerPerson: 2, fakesPerPerson: 1 },
      ...{ ownFakes: true, made: null },
    },
    augment: {},
    losses: [edgeface.losses[0]],
    ...{ steps: 30, averageDecay: 0.9, checkpointEverySteps: 30 },
    schedule: { kind: 'constant', rate: 5e-3 },
    validation: { everySteps: 30, pairsPerKind: 100 },
  };
  await runTraining({
    ...{ config, dataFolder: folder, runFolder: join(folder, 'run'), resume: false },
    ...{ workers: 1, threads: 1, trackers: [], signal: new AbortController().signal },
  });
});
afterAll(() => rm(folder, { recursive: true }));

describe('export', () => {
  it.each(['float32', 'float16', 'int8'] as const)(
    'writes a model in %s that the manifest describes',
    async (precision) => {
      const models = join(folder, precision);
      const report = await exportRun({
        ...{ run: join(folder, 'run'), name: 'tiny', precision, dataFolder: folder, modelsFolder: models },
        startProgress: NO_PROGRESS,
      });
      expect(report.differenceOnWasm).toBeLessThan(1e-4);
      expect(report.differenceFromTraining).toBeLessThan(
        { float32: 1e-4, float16: 1e-2, int8: 5e-2 }[precision],
      );
      const manifest = await readManifest(join(models, 'manifest.json'));
      const [entry] = manifest?.models ?? [];
      expect(entry).toEqual(report.entry);
      if (entry.role !== 'embedder') throw new Error('not an embedder');
      expect(entry.operatingPoints[0].impostorPairs).toBeGreaterThanOrEqual(1000);
      const wasm = await openInWasm(await readFile(join(models, entry.file)), 32);
      const answer = await wasm.run(goldenTensor(entry.golden.seed, 3 * 32 * 32));
      await wasm.release();
      expect(Math.hypot(...answer)).toBeCloseTo(1, 5);
      expect(maxAbsDifference(answer, entry.golden.output)).toBeLessThan(1e-5);
      const card = await readFile(join(models, 'tiny.md'), 'utf8');
      expect(card).toContain(entry.sha256);
      expect(card).toContain('## Test people of patterns');
      expect(card).toContain('research-grade');
      // What it started from has terms of its own, which hold for what comes of it.
      expect(entry.licence).toContain('CC-BY-NC-SA-4.0');
      expect(card).toContain('Changed here: trained on');
    },
  );
});

it('refuses a run on whole photos, which the kiosk shows no model', async () => {
  const whole = join(folder, 'whole');
  await cp(join(folder, 'patterns'), join(whole, 'patterns'), { recursive: true });
  const index = join(whole, 'patterns', FILES.index);
  const rows = await readFile(index);
  for (let at = 0; at < rows.length; at += ROW_BYTES) {
    const row = readRow(new DataView(rows.buffer, rows.byteOffset), at);
    writeRow(new DataView(rows.buffer, rows.byteOffset), at, {
      ...row,
      record: { ...row.record, pointsFrom: 'frame' },
    });
  }
  await writeFile(index, rows);
  const refused = exportRun({
    ...{ run: join(folder, 'run'), name: 'tiny', precision: 'float32', dataFolder: whole },
    ...{ modelsFolder: join(whole, 'models'), licence: 'Apache-2.0', startProgress: NO_PROGRESS },
  });
  await expect(refused).rejects.toThrow('patterns holds whole photos');
});

/** Trains a small detector for the run of this name. */
async function trainDetector(
  run: string,
  changes: Pick<TrainConfig, 'name' | 'datasets' | 'role'>,
): Promise<void> {
  const config: TrainConfig = {
    ...edgeface,
    net: { kind: 'fake-detector', inputSize: 32, widths: [8, 16] },
    sampler: { kind: 'real-fake', pairs: 4, ownFakes: true, made: null, sameClip: true },
    augment: {},
    losses: [{ kind: 'balanced-bce', weight: 1 }],
    ...{ steps: 40, averageDecay: 0.9, checkpointEverySteps: 40 },
    schedule: { kind: 'constant', rate: 5e-3 },
    validation: { everySteps: 40, pairsPerKind: 100 },
    ...changes,
  };
  const { init, freeze, ...afresh } = config;
  expect([init, freeze]).not.toContain(undefined);
  await runTraining({
    ...{ config: afresh, dataFolder: folder, runFolder: join(folder, run), resume: false },
    ...{ workers: 1, threads: 1, trackers: [], signal: new AbortController().signal },
  });
}

it('writes a fake detector, calibrated and measured beside an embedder', async () => {
  await trainDetector('detector', { name: 'tiny-detector', datasets: [['patterns']] });
  const models = join(folder, 'float32');
  const options: ExportRunOptions = {
    ...{ run: join(folder, 'detector'), name: 'tiny-detector', precision: 'float32' as const },
    ...{ dataFolder: folder, modelsFolder: models, licence: 'Apache-2.0', startProgress: NO_PROGRESS },
  };
  await expect(exportRun(options)).rejects.toThrow('--beside');
  await expect(exportRun({ ...options, beside: 'nobody' })).rejects.toThrow('no model nobody');
  const { entry, calibration, test } = await exportRun({ ...options, beside: 'tiny', falseAlarms: 0.1 });
  if (entry.role !== 'fake-detector' || !calibration) throw new Error('not a fake detector');
  expect(entry.evidence?.falseAlarmRate).toBeLessThanOrEqual(0.1);
  expect((await readManifest(join(models, 'manifest.json')))?.models[0]).toEqual(entry);
  // Stripes tell the fakes of this dataset, on people that it never saw.
  const [{ frames, withFakeDetector }] = test;
  expect(frames?.frames.eer.rate).toBeLessThan(0.2);
  expect(withFakeDetector?.[0].fnmr?.trials).toBeGreaterThan(0);
  const card = await readFile(join(models, 'tiny-detector.md'), 'utf8');
  expect(card).toContain('## Calibration and threshold');
  expect(card).toContain('--model tiny --fake-detector tiny-detector');
});

it('writes an attack detector, measured by species on its own', async () => {
  const made = join(folder, 'patterns-attacks');
  await cp(join(folder, 'patterns'), made, { recursive: true });
  const patterns = openPackedDataset(made);
  const paths = Array.from({ length: patterns.size }, (_, row) => {
    const kind = { species: 'screen' as const, borderless: true, moireContrast: 0 };
    return patterns.record(row).isFake ? attackPath(patterns.path(row), kind) : patterns.path(row);
  });
  patterns.close();
  await writeFile(join(made, 'paths.txt'), `${paths.join('\n')}\n`);
  await trainDetector('attack', {
    ...{ name: 'tiny-attack', role: 'attack-detector', datasets: [['patterns-attacks']] },
  });
  const models = join(folder, 'attack-models');
  const { entry, attacks, test } = await exportRun({
    ...{ run: join(folder, 'attack'), name: 'tiny-attack', precision: 'float32', dataFolder: folder },
    ...{ modelsFolder: models, licence: 'Apache-2.0', startProgress: NO_PROGRESS, falseAlarms: 0.1 },
  });
  if (entry.role !== 'attack-detector') throw new Error('not an attack detector');
  expect(entry.output).toBe('attack_probability');
  expect(entry.evidence?.falseAlarmRate).toBeLessThanOrEqual(0.1);
  expect((await readManifest(join(models, 'manifest.json')))?.models[0]).toEqual(entry);
  expect(test).toEqual([]);
  const [own, together] = attacks;
  expect(own.eer).toBeLessThan(0.2);
  expect(own.apcer['screen, borderless'].trials).toBeGreaterThan(0);
  expect(together.apcer).toEqual(own.apcer);
  const card = await readFile(join(models, 'tiny-attack.md'), 'utf8');
  expect(card).toContain('no real print and no real screen was photographed');
  expect(card).toContain('attack-rates --model tiny-attack --dataset packed/patterns-attacks --split test');
  expect(card).toContain('attacks --dataset packed/patterns --out packed/patterns-attacks');
});

it('writes the commands that make its data again, in order', () => {
  const tiny = openPackedDataset(join(folder, 'patterns'));
  const data = dataCommands([
    { ...tiny, folder: 'packed/lfw-fakes', size: tiny.size, record: (row) => tiny.record(row) },
  ]);
  tiny.close();
  expect(data).toEqual([
    'npm run training -- prepare --data data/lfw --layout lfw --out packed/lfw',
    'npm run training -- fakes --dataset packed/lfw --out packed/lfw-fakes --per-person 2',
  ]);
});

it('writes the command that trains a configuration again', async () => {
  const command = await trainCommandOf(
    withChanges(edgeface, ['steps=12', 'losses.0.fakeWeight=0']),
    'runs/x',
  );
  expect(command).toBe(
    "npm run training -- train --config edgeface-fine-tuned --data packed --run runs/x --set 'losses.0.fakeWeight=0' --set 'steps=12'",
  );
  const elsewhere = await trainCommandOf({ ...edgeface, init: '/home/of/somebody/other.onnx' }, 'runs/x');
  expect(elsewhere).toBe(
    'npm run training -- train --config edgeface-fine-tuned --data packed --run runs/x --init other.onnx',
  );
});
