/**
 * @file The ONNX model that a run starts from. A copy stays in the run's folder, so that the run needs nothing else.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Weights } from '../engine/state.ts';
import { networkFromOnnx } from '../from-onnx/from-onnx.ts';
import type { FromOnnxOptions } from '../from-onnx/interface.ts';
import type { Value } from '../graph/graph.ts';
import { flatten, globalAveragePool } from '../graph/ops/index.ts';
import { dense } from '../nets/layers.ts';
import { networkOf } from '../nets/network-spec.ts';
import type { Network } from '../nets/types.ts';
import { decodeOnnxModel } from '../onnx/reader.ts';
import { RUN_FILES } from '../run/files.ts';
import type { TrainConfig } from './config.ts';

const SHIPPED_MODELS = join(import.meta.dirname, '..', '..', 'models');

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
  config: TrainConfig,
  { dataFolder, runFolder, resume }: Folders,
): Promise<StartModel | null> {
  if (config.init === undefined) return null;
  if (resume) return readStartModel(join(runFolder, RUN_FILES.start), config.net);
  const own = resolve(dataFolder, config.init);
  const shipped = resolve(SHIPPED_MODELS, config.init);
  return readStartModel(!existsSync(own) && existsSync(shipped) ? shipped : own, config.net);
}

/** The network that a configuration trains. @throws Error when it is to be imported from nowhere. */
export function networkOfRun({ net }: TrainConfig, from: StartModel | null): Network {
  if (from) return from.network;
  if (net.kind === 'imported')
    throw new Error('An imported network needs the model that it is read from: init.');
  return networkOf(net);
}

/** @throws Error when the file is missing or no such model. */
export async function readStartModel(path: string, net: TrainConfig['net']): Promise<StartModel> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new Error(
      `${path}, from which the configuration starts, cannot be read. Name another with --init; training/README.md says ` +
        'where the models come from that the included configurations start from.',
      { cause },
    );
  });
  const { network, weights } = networkFromOnnx(decodeOnnxModel(bytes), importOptions(net));
  return { network, weights, bytes };
}

function importOptions(net: TrainConfig['net']): FromOnnxOptions {
  if (net.kind !== 'imported') return {};
  const { inputSize, head } = net;
  return {
    ...(inputSize !== undefined && { inputSize }),
    ...(head && { finish: (scope, maps) => dense(scope, 'head', means(maps), head.outputSize) }),
  };
}

/** Of each channel over its places, [N, C]. */
function means(maps: Value): Value {
  return maps.shape.length === 4 ? flatten(globalAveragePool(maps)) : maps;
}
