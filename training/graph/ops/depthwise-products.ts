/**
 * @file A depthwise convolution of small images as matrix products. The runtime computes one whose kernel is no
 * constant, and its gradients, at a fiftieth of the speed of a product.
 */
import type { Graph, Value } from '../graph.ts';
import { add } from './arithmetic.ts';
import { isDepthwise, type ConvGeometry } from './conv-geometry.ts';
import { gemm } from './gemm.ts';
import { matMul } from './matmul.ts';
import { reshape, transpose } from './shapes.ts';

/** So many times the multiplications of the convolution are still faster as products. */
const WORTHWHILE = 8;

/** Whether products take less time. */
export function suitsProducts(geometry: ConvGeometry): boolean {
  const { kernel, input } = geometry;
  return isDepthwise(geometry) && input[0] * input[1] <= WORTHWHILE * kernel[0] * kernel[1];
}

/**
 * Each channel's kernel becomes the matrix that takes an image's pixels to those of the result: its taps, put where
 * they act by one product with a constant of zeros and ones. Gradients follow from those of the products.
 *
 * @param x - [N, C, H, W].
 * @param weight - [C, 1, kH, kW].
 * @param bias - [C].
 * @returns [N, C, Ho, Wo].
 */
export function depthwiseAsProducts(x: Value, weight: Value, geometry: ConvGeometry, bias?: Value): Value {
  const { batch, inChannels, kernel, input, output } = geometry;
  const [pixels, results, taps] = [input, output, kernel].map(([height, width]) => height * width);
  const placed = gemm(reshape(weight, [inChannels, taps]), placesOf(x.graph, geometry));
  const images = reshape(transpose(x, [1, 0, 2, 3]), [inChannels, batch, pixels]);
  const product = matMul(images, reshape(placed, [inChannels, pixels, results]));
  const y = bias ? add(product, reshape(bias, [inChannels, 1, 1])) : product;
  return transpose(reshape(y, [inChannels, batch, ...output]), [1, 0, 2, 3]);
}

/** Of each graph's geometries: a network has the same layer many times. */
const known = new WeakMap<Graph, Map<string, Value>>();

/** [kH·kW, H·W·Ho·Wo]: 1 where a tap takes a pixel to a result. */
function placesOf(graph: Graph, { stride, padding, kernel, input, output }: ConvGeometry): Value {
  const key = JSON.stringify([stride, padding, kernel, input, output]);
  const ofGraph = known.get(graph) ?? new Map<string, Value>();
  known.set(graph, ofGraph);
  const found = ofGraph.get(key);
  if (found) return found;
  const [pixels, results, taps] = [input, output, kernel].map(([height, width]) => height * width);
  const places = new Float32Array(taps * pixels * results);
  for (let result = 0; result < results; result += 1) {
    const [top, left] = [Math.floor(result / output[1]), result % output[1]];
    for (let tap = 0; tap < taps; tap += 1) {
      const row = top * stride - padding + Math.floor(tap / kernel[1]);
      const column = left * stride - padding + (tap % kernel[1]);
      if (row < 0 || column < 0 || row >= input[0] || column >= input[1]) continue;
      places[(tap * pixels + row * input[1] + column) * results + result] = 1;
    }
  }
  const made = graph.constant(places, [taps, pixels * results]);
  ofGraph.set(key, made);
  return made;
}
