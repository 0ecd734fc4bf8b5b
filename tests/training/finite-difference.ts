/**
 * @file Compares a graph's gradient with finite differences.
 *
 * L = Σ y·r with fixed random r, summed here in double precision; inputs move by ±h along random ±1 directions.
 */
import { expect } from 'vitest';
import { createRng, randomGaussian } from '../../src/core/rng/rng.ts';
import { gradients } from '../../training/graph/gradients.ts';
import { Graph } from '../../training/graph/graph.ts';
import type { Value } from '../../training/graph/graph.ts';
import type { Shape } from '../../training/graph/shape.ts';
import { sizeOf } from '../../training/graph/shape.ts';
import { compileGraph } from './run-graph.ts';
import type { Feeds } from './run-graph.ts';

const STEP = 1e-4;
const DIRECTIONS = 4;
/** Relative to the gradient's length: curvature and the rounding of the gradient itself. */
const RELATIVE_TOLERANCE = 1e-3;
/** Half a unit in the last place of a float32 number near 1. */
const FLOAT32_ROUNDING = 2 ** -24;

export interface GradientCase {
  /** Float inputs that are differentiated. */
  readonly inputs: Readonly<Record<string, Shape>>;
  /** Values instead of normally distributed ones. */
  readonly values?: Readonly<Record<string, Float32Array | readonly number[]>>;
  /** Inputs that are not differentiated, such as indices. */
  readonly fixed?: Readonly<Record<string, { shape: Shape; data: Float32Array | Int32Array }>>;
  readonly build: (inputs: Record<string, Value>, graph: Graph) => Value;
  readonly seed?: number;
  readonly step?: number;
}

export function normalArray(size: number, seed: number): Float32Array {
  const rng = createRng(seed);
  return Float32Array.from({ length: size }, () => randomGaussian(rng));
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, index) => sum + value * b[index], 0);

export async function expectGradientsToMatch(test: GradientCase): Promise<void> {
  const { seed = 1, step = STEP, fixed = {}, values = {} } = test;
  const graph = new Graph();
  const names = Object.keys(test.inputs);
  const inputs: Record<string, Value> = {};
  const feeds: Record<string, Float32Array | Int32Array> = {};
  for (const [at, name] of names.entries()) {
    const shape = test.inputs[name];
    inputs[name] = graph.input(name, shape);
    feeds[name] = Float32Array.from(values[name] ?? normalArray(sizeOf(shape), 100 * seed + at));
  }
  for (const [name, { shape, data }] of Object.entries(fixed)) {
    inputs[name] = graph.input(name, shape, data instanceof Float32Array ? 'float32' : 'int32');
    feeds[name] = data;
  }
  const y = test.build(inputs, graph);
  const weights = normalArray(sizeOf(y.shape), 77 + seed);
  const grads = gradients(
    y,
    names.map((name) => inputs[name]),
    graph.constant(weights, y.shape),
  );
  const outputs = Object.fromEntries(names.map((name, at) => [`d_${name}`, grads[at]]));
  const { run, release } = await compileGraph(graph, { y, ...outputs });
  const first = await run(feeds);
  const loss = async (moved: Feeds): Promise<number> => dot((await run(moved)).y, weights);
  for (const [at, name] of names.entries()) {
    const gradient = first[`d_${name}`];
    const size = Math.sqrt(dot(gradient, gradient));
    // Each y is rounded on its own, so errors add as squares; 3 stands for the roundings on the way to it.
    const rounded = Math.sqrt(Array.from(first.y).reduce((sum, v, i) => sum + (v * weights[i]) ** 2, 0));
    const noise = (FLOAT32_ROUNDING * rounded * 3) / step;
    expect(noise, `${name}: rounding must not hide the gradient`).toBeLessThan(size * 0.1);
    for (let round = 0; round < DIRECTIONS; round += 1) {
      const rng = createRng(1000 * seed + 10 * at + round);
      const direction = Float32Array.from(gradient, () => (rng() < 0.5 ? -1 : 1));
      const shifted = (sign: number): Float32Array =>
        Float32Array.from(feeds[name], (value, index) => value + sign * step * direction[index]);
      const [plus, minus] = [shifted(1), shifted(-1)];
      const difference = (await loss({ ...feeds, [name]: plus })) - (await loss({ ...feeds, [name]: minus }));
      // Half the step as it came out after rounding to float32.
      const moved = Array.from(plus, (value, index) => (value - minus[index]) / (2 * step));
      const error = Math.abs(difference / (2 * step) - dot(gradient, moved));
      expect(error, `d/d${name}, |gradient| ${size.toPrecision(3)}`).toBeLessThan(
        RELATIVE_TOLERANCE * size + noise,
      );
    }
  }
  await release();
}
