/** @file A published file becomes a model: checked against its hash, calibrated on galleries, described. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readManifest } from '../../../scripts/lib/models/manifest-file.ts';
import { ARCFACE } from '../../../src/core/align/template.ts';
import { mostPeopleMeasured } from '../../../src/core/fusion/gallery-threshold.ts';
import { writeTinyDataset } from '../../../simulator/tiny-dataset.ts';
import { exportOnnx } from '../../../training/engine/export.ts';
import { importModel } from '../../../training/export/import-model.ts';
import edgeface from '../../../training/imports/edgeface-xs.ts';
import type { ImportConfig } from '../../../training/imports/types.ts';
import { slimResNet } from '../../../training/nets/residual.ts';
import { NO_PROGRESS } from '../../../training/progress.ts';
import { randomWeights } from '../engine/tiny-programs.ts';

let folder: string;
let config: ImportConfig;
const options = () => ({
  ...{ onnx: join(folder, 'published.onnx'), precision: 'int8' as const, dataFolder: folder },
  ...{ modelsFolder: join(folder, 'models'), startProgress: NO_PROGRESS },
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegate-import-'));
  const network = slimResNet({ inputSize: 32, widths: [8, 16], embeddingSize: 16 });
  const { bytes } = await exportOnnx(network, randomWeights(network), { output: 'raw' });
  await writeFile(join(folder, 'published.onnx'), bytes);
  config = {
    ...edgeface,
    ...{ name: 'brought', sha256: createHash('sha256').update(bytes).digest('hex'), alignment: ARCFACE },
    ...{ datasets: [await writeTinyDataset(folder, 40)], fillers: [] },
  };
});
afterAll(() => rm(folder, { recursive: true }));

describe('import', () => {
  it('refuses another file than the configuration names, and writes nothing', async () => {
    const other = { ...config, sha256: '0'.repeat(64) };
    await expect(importModel(other, options())).rejects.toThrow(/is not the file that brought is made of/);
    expect(await readdir(folder)).not.toContain('models');
  });

  it('writes a model with thresholds of galleries, and a card with its terms', async () => {
    const report = await importModel(config, options());
    const [entry] = (await readManifest(join(folder, 'models', 'manifest.json')))!.models;
    expect(entry).toEqual(report.entry);
    expect(report.entry).toMatchObject({
      ...{ role: 'embedder', dimension: 16, licence: config.licence },
      source: { kind: 'published', url: config.url },
    });
    const { galleries } = report.entry;
    // 44 people who are not for testing, four photos each: two make the template, two search.
    expect(galleries!.evidence).toEqual({ templates: 44, probes: 88, enrolledProbes: 88 });
    expect(new Set(galleries!.points.map(({ people }) => people))).toEqual(new Set([1]));
    expect(mostPeopleMeasured(report.entry, 1e-2)).toBeGreaterThanOrEqual(1);
    const [figures] = report.galleries;
    expect(figures).toMatchObject({ dataset: null, people: 1, strangers: 6, enrolled: 6 });
    const card = await readFile(join(folder, 'models', 'brought.md'), 'utf8');
    for (const text of [report.entry.sha256, ...config.notes, '## Galleries', '## Test people in galleries'])
      expect(card).toContain(text);
  });
});
