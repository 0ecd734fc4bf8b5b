/** @file Where each named tensor lies in one flat float32 vector, and the random start of the parameters. */
import { createRng, randomGaussian } from '../../src/core/rng/rng.ts';
import type { Graph, Value } from '../graph/graph.ts';
import { concat, reshape, slice } from '../graph/ops/index.ts';
import type { ParameterSpec } from '../graph/scope.ts';
import { sizeOf } from '../graph/shape.ts';
import type { Shape } from '../graph/shape.ts';

export interface LayoutEntry {
  readonly name: string;
  readonly shape: Shape;
  /** First element, counted in elements. */
  readonly offset: number;
  readonly size: number;
}

export interface Layout {
  readonly entries: readonly LayoutEntry[];
  /** Elements in all. */
  readonly length: number;
}

/** Lays tensors out in their order, without gaps. */
export function layOut(tensors: readonly { readonly name: string; readonly shape: Shape }[]): Layout {
  let length = 0;
  const entries = tensors.map(({ name, shape }) => {
    const entry = { name, shape, offset: length, size: sizeOf(shape) };
    length += entry.size;
    return entry;
  });
  return { entries, length };
}

/** Parameters with weight decay first, so that decay touches one leading stretch of the vector. */
export function layOutParameters(specs: readonly ParameterSpec[]): Layout & { readonly decayed: number } {
  const order = [...specs.filter(({ decay }) => decay), ...specs.filter(({ decay }) => !decay)];
  const layout = layOut(order);
  const decayed = specs.reduce((sum, { decay, shape }) => sum + (decay ? sizeOf(shape) : 0), 0);
  return { ...layout, decayed };
}

/** The named stretch of a flat value, in its own shape, as a value that gradients end at. */
export function readFlat(flat: Value, entry: LayoutEntry): Value {
  const piece = slice(flat, [{ axis: 0, start: entry.offset, count: entry.size }]);
  return flat.graph.alias(reshape(piece, entry.shape));
}

/** Joins values, one for each entry of a layout in its order, to a flat vector. */
export function writeFlat(values: readonly Value[]): Value {
  return concat(
    values.map((value) => reshape(value, [sizeOf(value.shape)])),
    0,
  );
}

/** An input for a flat vector; null for a layout of nothing, since ONNX has no use for an empty input. */
export function flatInput(graph: Graph, name: string, layout: Layout): Value | null {
  return layout.length === 0 ? null : graph.input(name, [layout.length]);
}

/** FNV-1a, to give each parameter its own stream of random numbers. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash;
}

/**
 * Draws the parameters' start. Each depends only on the seed and its own name, so that a model keeps its start when
 * a head is added.
 */
export function initialise(layout: Layout, specs: readonly ParameterSpec[], seed: number): Float32Array {
  const flat = new Float32Array(layout.length);
  const specOf = new Map(specs.map((spec) => [spec.name, spec]));
  for (const { name, offset, size } of layout.entries) {
    const initial = specOf.get(name)?.initial;
    if (!initial) throw new Error(`no initialiser for ${name}`);
    if (initial.kind === 'constant') {
      flat.fill(initial.value, offset, offset + size);
      continue;
    }
    const rng = createRng(hashOf(name) ^ Math.imul(seed, 0x9e3779b1));
    for (let at = offset; at < offset + size; at += 1) flat[at] = initial.deviation * randomGaussian(rng);
  }
  return flat;
}
