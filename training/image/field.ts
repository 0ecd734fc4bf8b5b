/** @file Smooth random fields: paper, uneven ink, what lies behind a phone. */
import type { Rng } from '../../src/core/rng/rng.ts';

/** @returns About [−1, 1] at any place; alike at places nearer than 1. */
export type Field = (x: number, y: number) => number;

const SIDE = 64;

/** Value noise: random numbers on a lattice of unit cells, blended smoothly; repeats after 64 cells. */
export function valueNoise(rng: Rng): Field {
  const lattice = Float32Array.from({ length: SIDE * SIDE }, () => rng() * 2 - 1);
  const at = (column: number, row: number): number =>
    lattice[(row & (SIDE - 1)) * SIDE + (column & (SIDE - 1))];
  return (x, y) => {
    const left = Math.floor(x);
    const top = Math.floor(y);
    const fx = smooth(x - left);
    const fy = smooth(y - top);
    const above = at(left, top) + fx * (at(left + 1, top) - at(left, top));
    const below = at(left, top + 1) + fx * (at(left + 1, top + 1) - at(left, top + 1));
    return above + fy * (below - above);
  };
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}

/** 0 at `from` and before, 1 at `to` and beyond, smooth between. */
export function step(from: number, to: number, x: number): number {
  return smooth(Math.min(1, Math.max(0, (x - from) / (to - from))));
}
