/**
 * @file The comparison embedder as a brought model, for tests on real clips where its file is there. Its golden output
 * comes from onnxruntime-node, so that the kiosk's self-test compares two runtimes.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { ROOT } from '../../../scripts/lib/paths.ts';
import { l2Normalize } from '../../../src/core/embedding/embedding.ts';
import { goldenTensor } from '../../../src/core/manifest/golden.ts';
import type { EmbedderEntry } from '../../../src/core/manifest/types.ts';
import { sha256Hex } from '../../../scripts/lib/digest.ts';

const SHARED = join(ROOT, '..', 'shared');
const FILE = 'mobilefacenet-comparison.onnx';
const MODEL = join(SHARED, 'models', FILE);
const SEED = 1;

/** One clip per person. */
export const CLIPS_FOLDER = join(SHARED, 'data', 'clips');

/** Why the tests on real clips cannot run; null where they can. */
export const COMPARISON_MISSING =
  existsSync(MODEL) && existsSync(CLIPS_FOLDER)
    ? null
    : 'the comparison model and the real clips are not beside this clone';

/**
 * Printed by `npm run models -- add mobilefacenet-comparison.onnx --people DIR` for 120 people of LFW with four photos
 * each, through the landmarker.
 */
const OPERATING_POINTS: EmbedderEntry['operatingPoints'] = [
  {
    fmr: 0.01,
    threshold: 0.2531,
    fnmr: 0.0042,
    fnmrInterval: [0.0014, 0.0122],
    fmrInterval: [0.0094, 0.0106],
    genuinePairs: 717,
    impostorPairs: 113764,
  },
  {
    fmr: 0.001,
    threshold: 0.3406,
    fnmr: 0.0237,
    fnmrInterval: [0.0149, 0.0376],
    fmrInterval: [0.0008, 0.0012],
    genuinePairs: 717,
    impostorPairs: 113764,
  },
  {
    fmr: 0.0001,
    threshold: 0.4029,
    fnmr: 0.0628,
    fnmrInterval: [0.0472, 0.0829],
    fmrInterval: [0.00005, 0.00017],
    genuinePairs: 717,
    impostorPairs: 113764,
  },
];

/** @returns The .onnx file and its manifest entry. */
export async function comparisonModel(): Promise<{ model: Uint8Array; entry: EmbedderEntry }> {
  const model = await readFile(MODEL);
  const session = await InferenceSession.create(model);
  const input = new Tensor('float32', goldenTensor(SEED, 3 * 112 * 112), [1, 3, 112, 112]);
  const { output } = await session.run({ input });
  const golden = l2Normalize(Float32Array.from(output.data as Float32Array));
  return {
    model,
    entry: {
      role: 'embedder',
      name: 'mobilefacenet-comparison',
      file: FILE,
      sha256: sha256Hex(model),
      bytes: model.length,
      licence: 'none stated: comparison only',
      source: { kind: 'brought', note: 'For comparison only.' },
      input: {
        name: 'input',
        size: 112,
        layout: 'NCHW',
        channels: 'RGB',
        mean: [127.5, 127.5, 127.5],
        std: [128, 128, 128],
      },
      output: 'output',
      alignment: { template: 'arcface-112', margin: 0 },
      golden: { seed: SEED, output: Array.from(golden), tolerance: 1e-3 },
      dimension: golden.length,
      operatingPoints: OPERATING_POINTS,
    },
  };
}
