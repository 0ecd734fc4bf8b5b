/** @file Layer normalisation, and the error function's gate that stands beside it in transformers. */
import { float, int } from '../../onnx/types.ts';
import type { Value } from '../graph.ts';
import { sizeOf } from '../shape.ts';
import { add, div, mul, sub } from './arithmetic.ts';
import { erf, exp, square } from './functions.ts';
import { gemm } from './gemm.ts';
import { reshape } from './shapes.ts';

export interface LayerNormOptions {
  /** The first of the axes that are normalised together; all after it are. */
  readonly axis: number;
  readonly epsilon: number;
  /** In the shape of those axes. */
  readonly scale: Value;
  readonly shift?: Value | undefined;
}

/**
 * scale·(x − mean)/√(variance + ε) + shift over the last axes; the variance is the biased one.
 *
 * With ŷ for what is scaled, D for the count of the axes and means over them:
 * dx = (dy·scale − mean(dy·scale) − ŷ·mean(dy·scale·ŷ))/√(variance + ε). Sums are matrix products, which run faster
 * than reductions.
 */
export function layerNorm(x: Value, { axis, epsilon, scale, shift }: LayerNormOptions): Value {
  const { graph, shape } = x;
  const columns = sizeOf(shape.slice(axis));
  const rows = sizeOf(shape) / columns;
  const perRow = shape.map((size, at) => (at < axis ? size : 1));
  const inputs = [x, scale, ...(shift ? [shift] : [])];
  const [y, mean, inverse] = graph.emitSeveral(
    { opType: 'LayerNormalization', inputs, attributes: { axis: int(axis), epsilon: float(epsilon) } },
    [shape, perRow, perRow],
  );
  const pullback = (gradient: Value): Value[] => {
    const dy = reshape(gradient, [rows, columns]);
    const [mu, inv] = [mean, inverse].map((value) => reshape(value, [rows, 1]));
    const normal = mul(sub(reshape(x, [rows, columns]), mu), inv);
    const met = mul(dy, normal);
    const weights = reshape(scale, [columns, 1]);
    const meanOf = (value: Value): Value => mul(mul(gemm(value, weights), 1 / columns), inv);
    const straight = mul(mul(dy, reshape(scale, [1, columns])), inv);
    const dx = sub(straight, add(mul(normal, meanOf(met)), meanOf(dy)));
    const summed = (value: Value): Value => reshape(columnSums(value), scale.shape);
    return [reshape(dx, shape), summed(met), ...(shift ? [summed(dy)] : [])];
  };
  return graph.once(`layer norm ${y.name}`, () => graph.alias(y, { inputs, pullback }));
}

/** @param x - [N, D]. @returns [1, D]. */
function columnSums(x: Value): Value {
  const { graph } = x;
  const [rows] = x.shape;
  const ones = graph.once(`${rows} ones`, () => graph.constant(new Float32Array(rows).fill(1), [1, rows]));
  return gemm(ones, x);
}

/**
 * x·Φ(x), with the normal distribution's Φ (Hendrycks and Gimpel 2016, arXiv 1606.08415).
 *
 * The runtime makes one operator of the formula as it stands here, as long as nothing else uses its parts. So the
 * gradient, Φ(x) + x·φ(x), has parts of its own: with n = −x/√2 it is (1 − erf(n) − n·exp(ln(2/√π) − n²))/2.
 */
export function gelu(x: Value): Value {
  const { graph } = x;
  const y = mul(mul(x, add(erf(div(x, Math.SQRT2)), 1)), 0.5);
  const pullback = (dy: Value): Value[] => {
    const n = mul(x, -Math.SQRT1_2);
    const bell = exp(sub(graph.scalar(Math.log(2 / Math.sqrt(Math.PI))), square(n)));
    const bent = add(erf(n), mul(n, bell));
    const half = mul(dy, 0.5);
    return [sub(half, mul(half, bent))];
  };
  return graph.once(`gelu ${x.id}`, () => graph.alias(y, { inputs: [x], pullback }));
}
