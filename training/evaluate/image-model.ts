/**
 * @file Runs an ONNX model over crops, in batches as large as it takes. Knows images and vectors, not their meaning.
 */
import type { InferenceSession } from '../engine/onnxruntime.ts';
import type { OnnxInput } from '../../src/core/manifest/types.ts';
import { tensorLength, toTensor } from '../../src/core/align/to-tensor.ts';
import { createSession, feedTensor } from '../engine/devices.ts';
import type { DeviceOptions } from '../engine/devices.ts';
import type { ModelSpec } from './model-spec.ts';

/** Crops per run where the model leaves it open: beyond it only memory grows. */
const OPEN_BATCH = 32;

export class ImageModel {
  readonly spec: ModelSpec;
  private readonly _session: InferenceSession;
  private readonly _input: OnnxInput;
  private readonly _output: string;
  /** Crops per run; null where any number will do. */
  private readonly _fixedBatch: number | null;

  private constructor(spec: ModelSpec, session: InferenceSession) {
    this.spec = spec;
    this._session = session;
    const name = spec.input.name || onlyOne(spec.name, 'input', session.inputNames);
    this._input = { ...spec.input, name };
    this._output = spec.output ?? onlyOne(spec.name, 'output', session.outputNames);
    this._fixedBatch = checkedBatch(spec.name, this._input, session);
    if (!session.outputNames.includes(this._output)) {
      throw new Error(
        `${spec.name} has no output ${this._output}, only ${session.outputNames.join(', ')}: mend its manifest entry.`,
      );
    }
  }

  /** @throws Error when the file is no ONNX model, or wants other input than the spec says. */
  static async open(spec: ModelSpec, device: DeviceOptions = {}): Promise<ImageModel> {
    let session: InferenceSession;
    try {
      session = await createSession(spec.bytes, device);
    } catch (error) {
      throw new Error(`${spec.name} cannot be run. ${(error as Error).message}`, { cause: error });
    }
    return new ImageModel(spec, session);
  }

  /** Crops per run that use the model well. */
  get batch(): number {
    return this._fixedBatch !== null && this._fixedBatch > 1 ? this._fixedBatch : OPEN_BATCH;
  }

  /** Side of the crops in pixels. */
  get size(): number {
    return this._input.size;
  }

  /**
   * @param crops - RGBA, size × size × 4 each.
   * @returns The output's values for each crop; copies that the caller owns.
   */
  async run(crops: readonly Uint8ClampedArray[]): Promise<Float32Array[]> {
    const step = this._fixedBatch ?? Math.max(1, Math.min(OPEN_BATCH, crops.length));
    const results: Float32Array[] = [];
    for (let at = 0; at < crops.length; at += step) {
      results.push(...(await this._runBatch(crops.slice(at, at + step), this._fixedBatch)));
    }
    return results;
  }

  async release(): Promise<void> {
    await this._session.release();
  }

  private async _runBatch(
    crops: readonly Uint8ClampedArray[],
    fixedBatch: number | null,
  ): Promise<Float32Array[]> {
    const { name, layout, size } = this._input;
    const length = tensorLength(this._input);
    // A last batch that does not fill a fixed one is followed by black.
    const batch = fixedBatch ?? crops.length;
    const data = new Float32Array(batch * length);
    crops.forEach((crop, at) => {
      toTensor(crop, this._input, data.subarray(at * length, (at + 1) * length));
    });
    const dims = layout === 'NCHW' ? [batch, 3, size, size] : [batch, size, size, 3];
    const results = await this._session.run({ [name]: feedTensor(name, 'float32', dims, data) }, [
      this._output,
    ]);
    const output = results[this._output];
    if (output.type !== 'float32' || output.dims[0] !== batch) {
      throw new Error(
        `The output ${this._output} of ${this.spec.name} is ${output.type} [${output.dims.join(', ')}]; ` +
          `float32 with ${batch} rows is needed, one per image.`,
      );
    }
    const values = output.data as Float32Array;
    const width = values.length / batch;
    return crops.map((_, at) => values.slice(at * width, (at + 1) * width));
  }
}

function onlyOne(model: string, kind: 'input' | 'output', names: readonly string[]): string {
  if (names.length === 1) return names[0];
  throw new Error(
    `${model} has the ${kind}s ${names.join(', ')}. Say which one counts in a manifest: npm run models -- add --help`,
  );
}

/** @returns The batch that the model prescribes, or null. @throws Error when its input is not what the spec says. */
function checkedBatch(
  model: string,
  { name, size, layout }: OnnxInput,
  session: InferenceSession,
): number | null {
  const metadata = session.inputMetadata.find((input) => input.name === name);
  if (!metadata?.isTensor) {
    throw new Error(`${model} has no image input ${name}, only ${session.inputNames.join(', ')}.`);
  }
  const { shape, type } = metadata;
  const wanted = layout === 'NCHW' ? [3, size, size] : [size, size, 3];
  const fits =
    type === 'float32' &&
    shape.length === 4 &&
    wanted.every((length, axis) => typeof shape[axis + 1] !== 'number' || shape[axis + 1] === length);
  if (!fits) {
    throw new Error(
      `The input ${name} of ${model} is ${type} [${shape.join(', ')}], not float32 [batch, ${wanted.join(', ')}]. ` +
        'Describe it with --size and --layout.',
    );
  }
  return typeof shape[0] === 'number' && shape[0] > 0 ? shape[0] : null;
}
