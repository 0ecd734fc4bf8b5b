/** @file Local centring: the formula by hand, and prototypes that lie in the middle of what they stand for. */
import { describe, expect, it } from 'vitest';
import { createRng, randomGaussian } from '../../../src/core/rng/rng.ts';
import { centreLocally } from '../../../training/engine/local-centring.ts';
import { sphericalMeans } from '../../../training/export/prototypes.ts';
import { Graph } from '../../../training/graph/graph.ts';
import { runGraph } from '../run-graph.ts';

const rng = createRng(5);

function unit(values: readonly number[]): number[] {
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}
const randomUnit = (size: number): number[] => unit(Array.from({ length: size }, () => randomGaussian(rng)));
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, at) => sum + value * b[at], 0);

function naive(u: readonly number[], prototypes: readonly number[][], sharpness: number, share: number) {
  const powers = prototypes.map((prototype) => Math.exp(sharpness * dot(u, prototype)));
  const total = powers.reduce((sum, power) => sum + power, 0);
  const mean = u.map((_, at) =>
    prototypes.reduce((sum, prototype, k) => sum + (powers[k] / total) * prototype[at], 0),
  );
  return unit(u.map((value, at) => value - share * mean[at]));
}

describe('centreLocally', () => {
  it.each([
    [5, 0],
    [5, 0.7],
    [60, 0.7],
  ])('is the naive formula, sharpness %d, share %d', async (sharpness, share) => {
    const rows = Array.from({ length: 4 }, () => randomUnit(6));
    const prototypes = Array.from({ length: 3 }, () => randomUnit(6));
    const graph = new Graph();
    const x = graph.input('x', [4, 6]);
    const middles = graph.constant(Float32Array.from(prototypes.flat()), [3, 6]);
    const centring = { prototypes: Float32Array.from(prototypes.flat()), count: 3, sharpness, share };
    const { y } = await runGraph(
      graph,
      { y: centreLocally(x, middles, centring) },
      { x: Float32Array.from(rows.flat()) },
    );
    const expected = rows.flatMap((row) => naive(row, prototypes, sharpness, share));
    expected.forEach((value, at) => expect(y[at]).toBeCloseTo(value, 5));
  });

  it('moves people of one kind apart, and leaves one person together', () => {
    const kind = randomUnit(32);
    const near = (centre: readonly number[], spread: number): number[] =>
      unit(centre.map((value) => value + (spread * randomGaussian(rng)) / Math.sqrt(32)));
    const [one, other] = [near(kind, 0.4), near(kind, 0.4)];
    const again = near(one, 0.05);
    const centred = [one, again, other].map((row) => naive(row, [kind], 60, 0.7));
    expect(dot(one, other)).toBeGreaterThan(0.7);
    expect(dot(centred[0], centred[2])).toBeLessThan(0.5);
    expect(dot(centred[0], centred[1])).toBeGreaterThan(0.9);
  });
});

describe('sphericalMeans', () => {
  it('finds the middles of two heaps, the same for the same seed', () => {
    const middles = [unit([1, 0, 0, 0]), unit([0, 1, 0, 0])];
    const rows = Array.from({ length: 60 }, (_, at) =>
      Float32Array.from(unit(middles[at % 2].map((value) => value + 0.1 * randomGaussian(rng)))),
    );
    const means = sphericalMeans(rows, 2, 3);
    for (const middle of middles) {
      expect(Math.max(...means.map((mean) => dot([...mean], middle)))).toBeGreaterThan(0.99);
    }
    expect(sphericalMeans(rows, 2, 3)).toEqual(means);
    for (const mean of means) expect(Math.hypot(...mean)).toBeCloseTo(1, 6);
  });

  it('keeps a mean that loses all its rows', () => {
    const rows = [Float32Array.of(1, 0), Float32Array.of(1, 0), Float32Array.of(0, 1)];
    expect(sphericalMeans(rows, 3, 1)).toHaveLength(3);
  });
});
