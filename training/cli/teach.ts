/** @file `teach`: records a teacher's embeddings of packed datasets, for losses that distil. */
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { startProgress } from '../../scripts/lib/progress.ts';
import { ROOT } from '../../scripts/lib/paths.ts';
import { openPackedDataset } from '../data/packed-reader.ts';
import { DEVICES } from '../engine/devices.ts';
import type { Device } from '../engine/devices.ts';
import { TEACHER_FILES } from '../teacher/face-api.ts';
import { recordTargets } from '../teacher/targets.ts';
import { readWeights } from '../teacher/weights.ts';
import { jsonOption, writeJson } from './json.ts';

interface Flags {
  readonly dataset: readonly string[];
  readonly weights: string;
  readonly device: Device;
  readonly json?: string;
}

const WEIGHTS = join(ROOT, 'training', 'teacher', 'node_modules', '@vladmandic', 'face-api', 'model');

export function teachCommand(): Command {
  return new Command('teach')
    .description("record the embeddings of face-api's recogniser, which a student can learn from")
    .requiredOption('--dataset <folder...>', 'packed datasets; each gets a teacher.bin')
    .option('--weights <folder>', 'with the recogniser’s files', WEIGHTS)
    .addOption(new Option('--device <name>', 'where to compute').choices(DEVICES).default('cpu'))
    .addOption(jsonOption())
    .action(async ({ dataset: folders, weights: folder, device, json }: Flags) => {
      const weights = await readWeights(folder, TEACHER_FILES);
      const done: { dataset: string; images: number; imagesPerSecond: number }[] = [];
      for (const path of folders) {
        const dataset = openPackedDataset(path);
        const startMs = performance.now();
        await recordTargets(dataset, weights, { device, startProgress });
        const imagesPerSecond = (dataset.size * 1000) / (performance.now() - startMs);
        done.push({ dataset: path, images: dataset.size, imagesPerSecond });
        console.log(`${path}: ${dataset.size} embeddings, ${imagesPerSecond.toFixed(1)}/s`);
        dataset.close();
      }
      await writeJson(json, done);
    });
}
