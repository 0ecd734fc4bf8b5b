/**
 * @file The ONNX model that a run starts from. A copy stays in the run's folder, so that the run needs nothing else.
 */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { StateLayout } from '../engine/program.ts';
import type { Weights } from '../engine/state.ts';
import { sameShape } from '../graph/shape.ts';
import { networkFromOnnx } from '../from-onnx/from-onnx.ts';
import { networkOf } from '../nets/network-spec.ts';
import type { Network } from '../nets/types.ts';
import { decodeOnnxModel } from '../onnx/reader.ts';
import { RUN_FILES } from '../run/files.ts';
import type { TrainConfig } from './config.ts';

/** A network read from an ONNX file, with its weights. */
export interface StartModel {
  readonly network: Network;
  readonly weights: Weights;
  readonly bytes: Uint8Array;
}

interface Folders {
  readonly dataFolder: string;
  readonly runFolder: string;
  readonly resume: boolean;
}

/** @returns null where the configuration starts afresh. @throws Error when the file is missing or no such model. */
export async function findStartModel(
  { init }: TrainConfig,
  { dataFolder, runFolder, resume }: Folders,
): Promise<StartModel | null> {
  if (init === undefined) return null;
  return readStartModel(resume ? join(runFolder, RUN_FILES.start) : resolve(dataFolder, init));
}

/** The network that a configuration trains. */
export function networkOfRun(
  { net, initWeightsOnly = false }: TrainConfig,
  from: StartModel | null,
): Network {
  return from && !initWeightsOnly ? from.network : networkOf(net);
}

/** @returns What the start gives to that network. @throws Error when only weights are taken, and none of them fits. */
export function startWeights(
  { initWeightsOnly = false }: TrainConfig,
  { weights }: StartModel,
  { trained, frozen, statistics }: StateLayout,
): Weights {
  if (!initWeightsOnly) return weights;
  const entries = [trained, frozen, statistics].flatMap((part) => part.entries);
  const fitting = entries
    .filter(({ name, shape }) => name in weights && sameShape(weights[name].dims, shape))
    .map(({ name }) => [name, weights[name]] as const);
  if (fitting.length === 0) {
    throw new Error(
      'The model to start from has no weight of the network’s names and shapes: init is of no use.',
    );
  }
  return Object.fromEntries(fitting);
}

/** @throws Error when the file is missing or no such model. */
export async function readStartModel(path: string): Promise<StartModel> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new Error(
      `${path}, from which the configuration starts, cannot be read. Name another with --init, or write the ` +
        'teacher’s: npm run training -- teach --help',
      { cause },
    );
  });
  const { network, weights } = networkFromOnnx(decodeOnnxModel(bytes));
  return { network, weights, bytes };
}
