/** @file Turns an aligned crop into a network's input, exactly as the manifest describes it. */
import { IDENTITY } from '../geometry/similarity.ts';
import type { OnnxInput } from '../manifest/types.ts';
import { cutCrops } from './cut-crops.ts';

/** Number of values in the input tensor of one image. */
export function tensorLength(input: OnnxInput): number {
  return 3 * input.size * input.size;
}

/** Shape of the input tensor of one image, as ONNX Runtime wants it. */
export function tensorDims(input: OnnxInput): [number, number, number, number] {
  return input.layout === 'NCHW' ? [1, 3, input.size, input.size] : [1, input.size, input.size, 3];
}

/**
 * value = (channel − mean) / std per channel; alpha is ignored.
 *
 * @param crop - RGBA, size × size × 4.
 * @param output - Buffer of `tensorLength(input)` to fill instead of a new one.
 * @returns float32, in the layout and channel order of `input`; `output` where it was given.
 * @throws RangeError when a buffer's length does not fit.
 */
export function toTensor(
  crop: Uint8ClampedArray | Uint8Array,
  input: OnnxInput,
  output: Float32Array = new Float32Array(tensorLength(input)),
): Float32Array {
  const { size } = input;
  if (crop.length !== size * size * 4) {
    throw new RangeError(
      `The model wants a crop of ${size}×${size} (${size * size * 4} bytes), got ${crop.length} bytes.`,
    );
  }
  const image = { data: crop, width: size, height: size };
  cutCrops(image, [{ cropToImage: IDENTITY, size, tensor: { input, values: output } }]);
  return output;
}
