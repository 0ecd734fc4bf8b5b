/** @file `teach`: records a teacher's embeddings of packed datasets, for losses that distil. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { startProgress } from '../../scripts/lib/terminal/progress.ts';
import { ROOT } from '../../scripts/lib/paths.ts';
import { openPackedDataset } from '../data/packed-reader.ts';
import { DEVICES } from '../engine/devices.ts';
import type { Device } from '../engine/devices.ts';
import { inferenceModel } from '../engine/inference-model.ts';
import type { Weights } from '../engine/state.ts';
import { dlibResidual } from '../nets/dlib-residual.ts';
import { encodeOnnxModel } from '../onnx/writer.ts';
import { TEACHER_ALIGNMENT, TEACHER_FILES, teacherWeights } from '../teacher/face-api.ts';
import { hasTargets, recordTargets } from '../teacher/targets.ts';
import { readWeights } from '../teacher/weights.ts';
import { jsonOption, writeJson } from './json.ts';

interface Flags {
  readonly dataset: readonly string[];
  readonly weights: string;
  readonly device: Device;
  readonly embedder?: string;
  readonly json?: string;
}

const WEIGHTS = join(ROOT, 'training', 'teacher', 'node_modules', '@vladmandic', 'face-api', 'model');

export function teachCommand(): Command {
  return new Command('teach')
    .description("record the embeddings of face-api's recogniser, which a student can learn from")
    .option('--dataset <folder...>', 'packed datasets; each gets a teacher.bin, unless it has one', [])
    .option('--weights <folder>', 'with the recogniser’s files', WEIGHTS)
    .option('--embedder <file.onnx>', 'also write it as an embedder that train --init can start from')
    .addOption(new Option('--device <name>', 'where to compute').choices(DEVICES).default('cpu'))
    .addOption(jsonOption())
    .action(async ({ dataset: folders, weights: folder, device, embedder, json }: Flags) => {
      const weights = teacherWeights(await readWeights(folder, TEACHER_FILES));
      const done: { dataset: string; images: number; imagesPerSecond: number }[] = [];
      for (const path of folders) {
        const dataset = openPackedDataset(path);
        if (hasTargets(dataset)) {
          console.log(`${path}: recorded before`);
        } else {
          const startMs = performance.now();
          await recordTargets(dataset, weights, { device, startProgress });
          const imagesPerSecond = (dataset.size * 1000) / (performance.now() - startMs);
          done.push({ dataset: path, images: dataset.size, imagesPerSecond });
          console.log(`${path}: ${dataset.size} embeddings, ${imagesPerSecond.toFixed(1)}/s`);
        }
        dataset.close();
      }
      if (embedder !== undefined) {
        await writeEmbedder(embedder, weights);
        console.log(`${embedder}: the teacher as an embedder, aligned by ${TEACHER_ALIGNMENT.template}`);
      }
      await writeJson(json, done);
    });
}

/** Unlike its targets it is not centred: faces near the mean would lose their direction. */
async function writeEmbedder(path: string, weights: Weights): Promise<void> {
  const model = inferenceModel(dlibResidual(), weights, {
    ...{ output: 'unit', inputName: 'image', outputName: 'embedding' },
  });
  await writeFile(path, encodeOnnxModel(model));
}
