/** @file Everything a training run is made of before its first step, built from its configuration. */
import { join } from 'node:path';
import { openPackedDataset } from '../data/packed-reader.ts';
import type { PackedDataset } from '../data/types.ts';
import { compileProgram } from '../engine/compile.ts';
import type { CompiledProgram } from '../engine/program.ts';
import { initialState } from '../engine/state.ts';
import type { TrainingState } from '../engine/state.ts';
import type { Network } from '../nets/types.ts';
import { adamW } from '../optim/adamw.ts';
import type { Optimiser } from '../optim/optimiser.ts';
import { sgd } from '../optim/sgd.ts';
import type { SamplerConfig } from '../samplers/config.ts';
import { createPools } from '../samplers/pool.ts';
import type { Pool } from '../samplers/pool.ts';
import { createSampler } from '../samplers/sampler.ts';
import type { Sampler } from '../samplers/types.ts';
import type { OptimiserSpec, TrainConfig } from './config.ts';
import { objectiveProgram } from './objective.ts';
import { networkOfRun } from './start-model.ts';
import type { StartModel } from './start-model.ts';

export interface Session {
  readonly network: Network;
  readonly program: CompiledProgram;
  readonly datasets: readonly PackedDataset[];
  readonly sampler: Sampler;
  /** People that are trained on. */
  readonly people: number;
  readonly start: TrainingState;
}

/**
 * @param dataFolder - Holds the packed datasets that the configuration names.
 * @param from - Where the configuration says `init`.
 * @throws Error when a dataset is missing, or a knob does not fit.
 */
export function buildSession(config: TrainConfig, dataFolder: string, from: StartModel | null): Session {
  const sources = config.datasets.map((names) =>
    names.map((name) => openPackedDataset(join(dataFolder, name))),
  );
  const pools = withoutLoners(createPools(sources, 'train'), config.sampler);
  const sampler = createSampler(pools, config.sampler, config.seed);
  const people = pools.reduce((sum, pool) => sum + pool.people.length, 0);
  const network = networkOfRun(config, from);
  const program = compileProgram(
    objectiveProgram({ network, losses: config.losses, batchSize: sampler.batchSize, classes: people }),
    {
      optimiser: optimiserOf(config.optimiser),
      clipNorm: config.clipNorm,
      averageDecay: config.averageDecay,
      freeze: (config.freeze ?? []).map((pattern) => new RegExp(pattern)),
    },
  );
  const start = initialState(program, config.seed, from?.weights);
  return { network, program, datasets: sources.flat(), sampler, people, start };
}

/**
 * People whom the sampler leaves out get no number, since a loss that classifies has a row of weights for each
 * number.
 */
function withoutLoners(pools: readonly Pool[], sampler: SamplerConfig): Pool[] {
  const least = sampler.kind === 'label-balanced' ? (sampler.leastReals ?? 2) : 1;
  let identity = 0;
  return pools.map((pool) => ({
    ...pool,
    people: pool.people
      .filter(({ reals }) => reals.length >= least)
      .map((person) => ({ ...person, identity: identity++ })),
  }));
}

function optimiserOf(spec: OptimiserSpec): Optimiser {
  return spec.kind === 'adamw' ? adamW(spec) : sgd(spec);
}
