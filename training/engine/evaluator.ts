/** @file Runs a network forward, with running statistics in its batch norms: validation and export checks. */
import type { InferenceSession } from './onnxruntime.ts';
import type { Network } from '../nets/types.ts';
import { encodeOnnxModel } from '../onnx/writer.ts';
import { createSession, feedTensor } from './devices.ts';
import type { DeviceOptions } from './devices.ts';
import { inferenceModel } from './inference-model.ts';
import type { InferenceModelOptions } from './inference-model.ts';
import type { Weights } from './state.ts';

export interface EvaluatorOptions extends DeviceOptions {
  /** `unit` when absent. */
  readonly output?: InferenceModelOptions['output'];
}

export class Evaluator {
  readonly network: Network;
  private readonly _session: InferenceSession;

  private constructor(network: Network, session: InferenceSession) {
    this.network = network;
    this._session = session;
  }

  /** @throws Error when a weight is missing, or the device is not available. */
  static async create(
    network: Network,
    weights: Weights,
    { output = 'unit', ...device }: EvaluatorOptions = {},
  ): Promise<Evaluator> {
    const model = encodeOnnxModel(inferenceModel(network, weights, { output }));
    return new Evaluator(network, await createSession(model, device));
  }

  /**
   * @param images - float32 [count, 3, inputSize, inputSize], normalised; borrowed until the promise settles.
   * @returns float32 [count, outputSize].
   * @throws RangeError when the length is no whole number of images.
   */
  async run(images: Float32Array): Promise<Float32Array> {
    const { inputSize } = this.network;
    const count = images.length / (3 * inputSize * inputSize);
    if (!Number.isInteger(count) || count === 0) {
      throw new RangeError(`${images.length} numbers are no whole images of 3×${inputSize}×${inputSize}`);
    }
    const input = feedTensor('input', 'float32', [count, 3, inputSize, inputSize], images);
    const { output } = await this._session.run({ input });
    return output.data as Float32Array;
  }

  release(): Promise<void> {
    return this._session.release();
  }
}
