/** @file Runs a model in onnxruntime-web's WebAssembly, as a tablet without WebGPU does. */
import * as ort from 'onnxruntime-web';

export interface WasmModel {
  /** @param image - float32 [1, 3, size, size]. @returns A copy of the output. */
  run(image: Float32Array): Promise<Float32Array>;
  release(): Promise<void>;
}

/** One thread, which gives the same sums every time. @throws Error when WebAssembly's runtime refuses the model. */
export async function openInWasm(bytes: Uint8Array, size: number): Promise<WasmModel> {
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
  const [input] = session.inputNames;
  const [output] = session.outputNames;
  return {
    async run(image) {
      const results = await session.run({ [input]: new ort.Tensor('float32', image, [1, 3, size, size]) });
      return (results[output].data as Float32Array).slice();
    },
    release: () => session.release(),
  };
}
