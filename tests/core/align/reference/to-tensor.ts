/** @file A network's input in plain JavaScript: what the kernel is compared with. */
import type { OnnxInput } from '../../../../src/core/manifest/types.ts';

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
  output: Float32Array = new Float32Array(3 * input.size * input.size),
): Float32Array {
  const pixels = input.size * input.size;
  if (crop.length !== pixels * 4) {
    throw new RangeError(
      `The model wants a crop of ${input.size}×${input.size} (${pixels * 4} bytes), got ${crop.length} bytes.`,
    );
  }
  if (output.length !== pixels * 3) {
    throw new RangeError(`The input tensor needs ${pixels * 3} values, got a buffer of ${output.length}.`);
  }
  const pixelStep = input.layout === 'NCHW' ? 1 : 3;
  const channelStep = input.layout === 'NCHW' ? pixels : 1;
  for (let channel = 0; channel < 3; channel += 1) {
    const source = input.channels === 'RGB' ? channel : 2 - channel;
    const mean = input.mean[channel];
    const factor = 1 / input.std[channel];
    let target = channel * channelStep;
    for (let at = source; at < crop.length; at += 4) {
      output[target] = (crop[at] - mean) * factor;
      target += pixelStep;
    }
  }
  return output;
}
