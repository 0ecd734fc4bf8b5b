/** @file Whether a face that comes is one of the last that stood here. */
import { describe, expect, it } from 'vitest';
import { unitVector } from '../../simulator/builders.ts';
import { createFaceKeys } from '../../src/workers/face-keys.ts';

const MINUTE_MS = 60_000;
const [A, B] = [unitVector(64, 1), unitVector(64, 2)];

/** `steps` steps on the way from `from` to `to`. */
function onTheWay(from: Float32Array, to: Float32Array, share: number): Float32Array {
  const mixed = from.map((value, at) => value * (1 - share) + to[at] * share);
  const length = Math.hypot(...mixed);
  return mixed.map((value) => value / length);
}

describe('createFaceKeys', () => {
  it('gives a face that comes back its number, and another one another', () => {
    const faces = createFaceKeys(0.6, 40);
    const first = faces.keyOf(A, 0);
    expect(faces.keyOf(B, 100)).not.toBe(first);
    expect(faces.keyOf(onTheWay(A, B, 0.2), 4 * MINUTE_MS)).toBe(first);
  });

  it('forgets a face that was away for five minutes, and all when told to', () => {
    const faces = createFaceKeys(0.6, 40);
    const first = faces.keyOf(A, 0);
    const second = faces.keyOf(A, 5 * MINUTE_MS + 1);
    expect(second).not.toBe(first);
    faces.forget();
    expect([first, second]).not.toContain(faces.keyOf(A, 5 * MINUTE_MS + 2));
  });

  it('takes a face that changes step by step for others', () => {
    const faces = createFaceKeys(0.6, 40);
    const keys = Array.from({ length: 50 }, (_, step) => faces.keyOf(onTheWay(A, B, step / 49), step));
    expect(new Set(keys).size).toBeGreaterThan(1);
  });

  it('remembers sixteen faces, and a copy of each', () => {
    const faces = createFaceKeys(0.6, 40);
    const given = A.slice();
    const first = faces.keyOf(given, 0);
    given.fill(0);
    for (let face = 3; face < 18; face++) faces.keyOf(unitVector(64, face), face);
    expect(faces.keyOf(A, 20)).toBe(first);
    for (let face = 20; face < 36; face++) faces.keyOf(unitVector(64, face), face);
    expect(faces.keyOf(A, 40)).not.toBe(first);
  });
});
