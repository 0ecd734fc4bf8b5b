/** @file Reads a trained network back from a run's folder. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { blendWeights } from './blend-weights.ts';
import { loadCheckpoint } from '../engine/checkpoint.ts';
import { weightsOf } from '../engine/state.ts';
import type { Weights } from '../engine/state.ts';
import type { Network } from '../nets/types.ts';
import { readRun } from '../run/read-run.ts';
import { RUN_FILES } from '../run/files.ts';
import type { TrainConfig } from '../train/config.ts';
import { loadConfig } from '../train/load-config.ts';
import { networkOfRun, readStartModel } from '../train/start-model.ts';

export interface TrainedModel {
  readonly config: TrainConfig;
  readonly network: Network;
  /** The moving average where the run keeps one. */
  readonly weights: Weights;
  readonly step: number;
  /** Relative to the run's folder. */
  readonly checkpoint: string;
}

/**
 * @param share - Of the trained weights, where the run started from a model; the rest is that model's. 1 when absent.
 * @param checkpoint - Relative to the run's folder; the best by EER when absent, or the latest where none is ranked.
 * @throws Error when the folder holds no run, or the checkpoint is missing or damaged.
 */
export async function readTrainedModel(
  runFolder: string,
  checkpoint?: string,
  share = 1,
): Promise<TrainedModel> {
  const config = await loadConfig(join(runFolder, RUN_FILES.config));
  const path = checkpoint ?? (await bestCheckpoint(runFolder));
  if (!existsSync(join(runFolder, path))) throw new Error(`${runFolder} has no ${path}.`);
  const { state, layout } = await loadCheckpoint(join(runFolder, path));
  const start =
    config.init === undefined ? null : await readStartModel(join(runFolder, RUN_FILES.start), config.net);
  if (!start && share !== 1) throw new Error(`${runFolder} started afresh: there is nothing to blend with.`);
  const network = networkOfRun(config, start);
  const trained = weightsOf(layout, state, config.averageDecay !== null);
  const weights = start && share !== 1 ? blendWeights(start.weights, trained, share) : trained;
  return { config, network, weights, step: state.step, checkpoint: path };
}

async function bestCheckpoint(runFolder: string): Promise<string> {
  const { leaderboard } = await readRun(runFolder);
  const [best] = [...leaderboard].sort((a, b) => a.eer - b.eer);
  return (best as typeof best | undefined)?.path ?? RUN_FILES.latest;
}
