/** @file A named sweep: one configuration in several variants and seeds, trained alike and measured on test people. */
import { mkdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openPackedDataset } from '../data/packed-reader.ts';
import type { DeviceOptions } from '../engine/devices.ts';
import type { PackedDataset } from '../data/types.ts';
import { evaluateDataset } from '../evaluate/evaluate-dataset.ts';
import { detectorFigures } from '../evaluate/frame-figures.ts';
import type { ImageModel } from '../evaluate/image-model.ts';
import { openNetwork } from '../evaluate/network-model.ts';
import { detectFakes } from '../evaluate/read-dataset.ts';
import { readTrainedModel } from '../export/trained-model.ts';
import { RUN_FILES } from '../run/files.ts';
import { readRun } from '../run/read-run.ts';
import type { Tracker } from '../run/tracker.ts';
import type { TrainConfig } from '../train/config.ts';
import { withChanges } from '../train/load-config.ts';
import { runTraining } from '../train/run-training.ts';
import type { ExperimentResult } from './table.ts';

export interface Variant {
  readonly name: string;
  /** As `--set` takes them. */
  readonly changes: readonly string[];
}

export interface Sweep {
  readonly about: string;
  readonly base: TrainConfig;
  /** Datasets to measure all variants on; each variant's own when absent. */
  readonly measureOn?: readonly string[];
  readonly variants: readonly Variant[];
}

export interface SweepOptions extends DeviceOptions {
  readonly dataFolder: string;
  /** One run folder per variant and seed; what is finished there is not trained again. */
  readonly out: string;
  readonly seeds: readonly number[];
  readonly steps?: number | undefined;
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly trackersFor: (runName: string, config: TrainConfig) => readonly Tracker[];
}

/** @param changes - As `--set` takes them; a variant's own come after them. @throws Error when a path leads nowhere. */
export function withChangesToAll(sweep: Sweep, changes: readonly string[]): Sweep {
  return { ...sweep, base: withChanges(sweep.base, changes) };
}

/** @returns What is finished so far: fewer than all when it was interrupted. */
export async function runSweep(sweep: Sweep, options: SweepOptions): Promise<ExperimentResult[]> {
  const results: ExperimentResult[] = [];
  await mkdir(options.out, { recursive: true });
  // Seed by seed, so that an interrupted sweep has compared all variants as often as it could.
  for (const seed of options.seeds) {
    for (const variant of sweep.variants) {
      const runName = `${variant.name.replaceAll(/[^\w.-]+/g, '-')}-seed${seed}`;
      const changed = withChanges(sweep.base, variant.changes);
      const config = { ...changed, seed, ...(options.steps !== undefined && { steps: options.steps }) };
      const runFolder = join(options.out, runName);
      if (!(await trainOnce(config, runName, runFolder, options))) return results;
      results.push({
        name: variant.name,
        seed,
        figures: await measure(config, sweep.measureOn, runFolder, options),
      });
    }
  }
  return results;
}

/** @returns false when it was interrupted. */
async function trainOnce(
  config: TrainConfig,
  runName: string,
  runFolder: string,
  options: SweepOptions,
): Promise<boolean> {
  const begun = existsSync(join(runFolder, RUN_FILES.latest));
  if (
    begun &&
    (await readRun(runFolder)).events.some((event) => event.type === 'stop' && isEnd(event.message))
  ) {
    return true;
  }
  const { finished } = await runTraining({
    ...options,
    ...{ config, runFolder, resume: begun },
    trackers: options.trackersFor(runName, config),
  });
  return finished;
}

const isEnd = (message: string): boolean => message.startsWith('finished');

/** Equal steps for all: the last checkpoint counts, not the best. */
async function measure(
  config: TrainConfig,
  measureOn: readonly string[] | undefined,
  runFolder: string,
  options: SweepOptions,
): Promise<Record<string, number>> {
  const { network, weights } = await readTrainedModel(runFolder, RUN_FILES.latest);
  const model = await openNetwork(network, weights, config.alignment, options);
  const names = measureOn ?? config.datasets.flat();
  const figures: Record<string, number> = {};
  try {
    for (const name of names) {
      const dataset = openPackedDataset(join(options.dataFolder, name));
      const found =
        network.outputSize === 1 ? await judgeFrames(dataset, model) : await comparePeople(dataset, model);
      dataset.close();
      for (const [figure, value] of found) figures[names.length > 1 ? `${name} ${figure}` : figure] = value;
    }
  } finally {
    await model.release();
  }
  return figures;
}

type NamedFigure = readonly [name: string, value: number];

async function comparePeople(dataset: PackedDataset, model: ImageModel): Promise<NamedFigure[]> {
  const { cosine } = await evaluateDataset(dataset, { model, split: 'test' });
  return cosine.comparisons.map(({ against, eerB }) => [against, eerB.rate]);
}

async function judgeFrames(dataset: PackedDataset, model: ImageModel): Promise<NamedFigure[]> {
  const rows = Array.from({ length: dataset.size }, (_, row) => row).filter(
    (row) => dataset.record(row).split === 'test',
  );
  const judged = [...(await detectFakes(dataset, rows, model))].map(([row, fakeProbability]) => ({
    ...{ fakeProbability, isFake: dataset.record(row).isFake },
  }));
  const { auc, eer } = detectorFigures(judged, 0.5);
  return [
    ['AUC', auc],
    ['EER', eer.rate],
  ];
}
