/**
 * @file The recogniser of @vladmandic/face-api (MIT; dlib's public-domain ResNet, its weights quantised to 8 bits), as
 * weights of our network: what students learn from, and what an embedder can start from.
 */
import type { Alignment } from '../../src/core/align/template.ts';
import type { Weights } from '../engine/state.ts';
import { INPUT_MEAN, INPUT_STD } from '../evaluate/network-model.ts';
import { DLIB_BLOCKS, DLIB_EMBEDDING, DLIB_STEM } from '../nets/dlib-residual.ts';
import type { OnnxTensor } from '../onnx/types.ts';
import type { Weight } from './weights.ts';

export const TEACHER_DIMENSION = DLIB_EMBEDDING;
/** Name of its files in the package. */
export const TEACHER_FILES = 'face_recognition_model';
/** Unlike face-api's own, the view is turned upright, as dlib's training data was. */
export const TEACHER_ALIGNMENT: Alignment = { template: 'dlib-chip', margin: 0 };

/** It wants (channel − mean) / 255, R, G, B. */
const MEAN = [122.782, 117.001, 104.298] as const;
const STD = 255;

type RawWeights = ReadonlyMap<string, Weight>;

/**
 * @param raw - As face-api stores them.
 * @returns The weights of `dlibResidual`, for input as all our networks want it: scales, shifts and the colours' own
 *   normalisation are worked into the convolutions.
 * @throws Error naming a weight that is missing.
 */
export function teacherWeights(raw: RawWeights): Weights {
  const weights: Record<string, OnnxTensor> = {};
  const add = (path: string, name: string, single = false): void => {
    const { weight, bias } = scaledConv(raw, path, single);
    weights[`${name}.weight`] = weight;
    weights[`${name}.bias`] = bias;
  };
  add(DLIB_STEM, DLIB_STEM);
  for (const [at, { name }] of DLIB_BLOCKS.entries()) {
    add(`${name}/conv1`, `${name}.conv1`);
    add(`${name}/conv2`, `${name}.conv2`, at === DLIB_BLOCKS.length - 1);
  }
  normaliseInside(weights[`${DLIB_STEM}.weight`], weights[`${DLIB_STEM}.bias`]);
  const { shape, data } = weightOf(raw, 'fc');
  const [inputs, outputs] = shape;
  const transposed = Float32Array.from({ length: data.length }, (_, at) => {
    return data[(at % inputs) * outputs + Math.floor(at / inputs)];
  });
  weights['fc.weight'] = { dims: [outputs, inputs], data: transposed };
  weights['fc.bias'] = { dims: [outputs], data: new Float32Array(outputs) };
  return weights;
}

function weightOf(raw: RawWeights, name: string): Weight {
  const weight = raw.get(name);
  if (!weight) throw new Error(`The teacher's weights lack ${name}: this is another model or version.`);
  return weight;
}

/** A convolution whose output is scaled and shifted per channel, as one convolution. */
function scaledConv(
  raw: RawWeights,
  path: string,
  single: boolean,
): { weight: OnnxTensor; bias: OnnxTensor } {
  const { shape, data } = weightOf(raw, `${path}/conv/filters`);
  const [height, width, inputs, outputs] = shape;
  const part = (name: string): Float32Array => weightOf(raw, `${path}/${name}`).data;
  const [bias, scale, shift] = [part('conv/bias'), part('scale/weights'), part('scale/biases')];
  const kept = single
    ? [Math.floor((height * width) / 2)]
    : Array.from({ length: height * width }, (_, tap) => tap);
  const filters = new Float32Array(outputs * inputs * kept.length);
  // [kH, kW, in, out] to [out, in, kH, kW].
  for (let output = 0, at = 0; output < outputs; output += 1) {
    for (let input = 0; input < inputs; input += 1) {
      for (const tap of kept) filters[at++] = data[(tap * inputs + input) * outputs + output] * scale[output];
    }
  }
  return {
    weight: { dims: [outputs, inputs, ...(single ? [1, 1] : [height, width])], data: filters },
    bias: { dims: [outputs], data: bias.map((value, at) => value * scale[at] + shift[at]) },
  };
}

/** From (channel − MEAN) / STD to (channel − INPUT_MEAN) / INPUT_STD; exact, since the stem has no padding. */
function normaliseInside(weight: OnnxTensor, bias: OnnxTensor): void {
  const [filters, offsets] = [weight.data as Float32Array, bias.data as Float32Array];
  const [outputs, inputs, height, width] = weight.dims;
  const taps = height * width;
  for (let output = 0, at = 0; output < outputs; output += 1) {
    for (let input = 0; input < inputs; input += 1) {
      for (let tap = 0; tap < taps; tap += 1, at += 1) {
        offsets[output] += filters[at] * ((INPUT_MEAN - MEAN[input]) / STD);
        filters[at] *= INPUT_STD / STD;
      }
    }
  }
}
