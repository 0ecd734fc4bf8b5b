/** @file A network of ours with its weights, as a model that figures can be taken of. */
import type { Alignment } from '../../src/core/align/template.ts';
import type { DetectorEntry } from '../../src/core/manifest/types.ts';
import type { DeviceOptions } from '../engine/devices.ts';
import { inferenceModel } from '../engine/inference-model.ts';
import type { Weights } from '../engine/state.ts';
import type { Network } from '../nets/types.ts';
import { encodeOnnxModel } from '../onnx/writer.ts';
import { ImageModel } from './image-model.ts';
import type { ModelSpec } from './model-spec.ts';

/** value = (channel − mean) / std: what every network trained here wants. */
export const INPUT_MEAN = 127.5;
export const INPUT_STD = 127.5;

export function perChannel(value: number): [number, number, number] {
  return [value, value, value];
}

const OUTPUTS = {
  embedder: 'embedding',
  'fake-detector': 'fake_probability',
  'attack-detector': 'attack_probability',
} as const;

/** What a network trained here must be fed with. A network with one output is a detector: of fakes when not said. */
export function specOfNetwork(
  network: Network,
  name: string,
  alignment: Alignment,
  detects: DetectorEntry['role'] = 'fake-detector',
): ModelSpec {
  return {
    ...{ name, bytes: new Uint8Array(), sha256: '', entry: null, alignment },
    input: {
      ...{ name: 'image', size: network.inputSize, layout: 'NCHW', channels: 'RGB' },
      ...{ mean: perChannel(INPUT_MEAN), std: perChannel(INPUT_STD) },
    },
    output: OUTPUTS[network.outputSize === 1 ? detects : 'embedder'],
  };
}

/** Gives unit embeddings, or a detector's probabilities. */
export function openNetwork(
  network: Network,
  weights: Weights,
  alignment: Alignment,
  device: DeviceOptions = {},
): Promise<ImageModel> {
  const spec = specOfNetwork(network, network.name, alignment);
  const model = inferenceModel(network, weights, {
    output: network.outputSize === 1 ? 'probability' : 'unit',
    inputName: spec.input.name,
    ...(spec.output !== null && { outputName: spec.output }),
  });
  return ImageModel.open({ ...spec, bytes: encodeOnnxModel(model) }, device);
}
