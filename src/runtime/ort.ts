/**
 * @file The only importer of onnxruntime-web: sessions with one image input and one output.
 * It knows providers and tensors, not what a network is for.
 */
import * as ort from 'onnxruntime-web/webgpu';
import type { OnnxModelEntry } from '../core/manifest/types.ts';
import { ONNX_BUILDS, type OnnxBuild, onnxFiles } from '../core/site/onnx-build.ts';

export type OrtProvider = 'webgpu' | 'wasm';

/**
 * Must end before the first session, and is of no use after it: a page or worker keeps what its first session ran on.
 * The library is the one for WebGPU, which runs both builds.
 * @param ortUrl - Absolute URL of the folder with the runtime's files. Built with the extern-wasm condition,
 *   onnxruntime-web finds no backend from relative paths.
 * @param wanted - Of the runtime.
 * @param threads - Of WASM. The library takes one where the browser has no shared memory.
 * @returns The other build where the wanted one is out of reach.
 */
export async function loadOrt(ortUrl: string, wanted: OnnxBuild, threads: number): Promise<OnnxBuild> {
  const others = ONNX_BUILDS.filter((build) => build !== wanted);
  const build = (await firstReachable(ortUrl, [wanted, ...others])) ?? wanted;
  const { script, binary } = onnxFiles(build);
  ort.env.wasm.wasmPaths = { mjs: new URL(script, ortUrl).href, wasm: new URL(binary, ortUrl).href };
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
  return build;
}

/** The library imports the same script again, and gets the one that is loaded already. */
async function firstReachable(ortUrl: string, builds: readonly OnnxBuild[]): Promise<OnnxBuild | null> {
  for (const build of builds) {
    const script = new URL(onnxFiles(build).script, ortUrl).href;
    const there = await import(/* @vite-ignore */ script).then(
      () => true,
      () => false,
    );
    if (there) return build;
  }
  return null;
}

/** Threads that WASM really runs on; right once a session was created. */
export function ortThreads(): number {
  return ort.env.wasm.numThreads ?? 1;
}

/** An input or output of a network, as its file states it. */
export interface OnnxValue {
  readonly name: string;
  /** `float32` and so on; null for what is no tensor. */
  readonly type: string | null;
  /** A name stands for a size that the file leaves open; empty where the file states no shape. */
  readonly shape: readonly (number | string)[];
}

export interface OnnxSignature {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

/** The runtime's sign for a size that the file leaves open without a name: −1 as 32 bits without a sign. */
const OPEN_SIZE = 2 ** 31;
const plainSize = (size: number | string): number | string =>
  typeof size === 'string' || (size >= 0 && size < OPEN_SIZE) ? size : '?';

/** @throws Error when the bytes are no ONNX model that this runtime can load. */
export async function readOnnxSignature(bytes: Uint8Array): Promise<OnnxSignature> {
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
  const value = (metadata: ort.InferenceSession.ValueMetadata): OnnxValue =>
    metadata.isTensor
      ? { name: metadata.name, type: metadata.type, shape: metadata.shape.map(plainSize) }
      : { name: metadata.name, type: null, shape: [] };
  const signature = {
    inputs: session.inputMetadata.map(value),
    outputs: session.outputMetadata.map(value),
  };
  await session.release();
  return signature;
}

/** An answer with its dimensions, the images first. */
export interface ShapedOutput {
  readonly dims: readonly number[];
  readonly values: Float32Array;
}

/** One network, ready to run. Runs must not overlap: the caller awaits each. */
export class OnnxSession {
  private constructor(
    private readonly _session: ort.InferenceSession,
    private readonly _entry: OnnxModelEntry,
    private readonly _dims: readonly number[],
  ) {}

  /** @throws Error when the file is no ONNX model or lacks the manifest's input or output. */
  static async create(bytes: Uint8Array, entry: OnnxModelEntry, provider: OrtProvider): Promise<OnnxSession> {
    const session = await ort.InferenceSession.create(bytes, {
      executionProviders: [provider],
      graphOptimizationLevel: 'all',
    });
    const { name, size, layout } = entry.input;
    for (const [kind, wanted, names] of [
      ['input', name, session.inputNames],
      ['output', entry.output, session.outputNames],
    ] as const) {
      if (!names.includes(wanted)) {
        throw new Error(
          `The model ${entry.name} has no ${kind} "${wanted}" (it has ${names.join(', ')}): mend its manifest entry.`,
        );
      }
    }
    const dims = layout === 'NCHW' ? [1, 3, size, size] : [1, size, size, 3];
    return new OnnxSession(session, entry, dims);
  }

  /** Numbers that one input takes. */
  get inputLength(): number {
    return this._dims.reduce((product, dim) => product * dim, 1);
  }

  /**
   * @param input - Preprocessed image, float32 [3 × size × size] in the manifest's layout.
   * @returns The output's values, flattened; a copy that the caller owns.
   */
  async run(input: Float32Array): Promise<Float32Array> {
    return (await this.answer(input)).values;
  }

  /**
   * @param input - As many images as `images` says, one after the other.
   * @returns A copy that the caller owns.
   * @throws Error when the model cannot run on them, or its answer is no float32 tensor.
   */
  async answer(input: Float32Array, images = 1): Promise<ShapedOutput> {
    const tensor = new ort.Tensor('float32', input, [images, ...this._dims.slice(1)]);
    const results = await this._session.run({ [this._entry.input.name]: tensor }, [this._entry.output]);
    const output = results[this._entry.output];
    if (output.type !== 'float32') {
      throw new Error(
        `The model ${this._entry.name} answers in ${output.type}, and the kiosk reads float32: bring it again.`,
      );
    }
    return { dims: output.dims, values: Float32Array.from((await output.getData(true)) as Float32Array) };
  }

  async release(): Promise<void> {
    await this._session.release();
  }
}
