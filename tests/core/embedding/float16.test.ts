import { expect, test } from 'vitest';
import { fromFloat16, toFloat16 } from '../../../src/core/embedding/float16.ts';

test('every half comes back as itself', () => {
  const others: number[] = [];
  for (let half = 0; half < 0x10000; half += 1) {
    const value = fromFloat16(half);
    const back = toFloat16(value);
    if (Number.isNaN(value) ? !Number.isNaN(fromFloat16(back)) : back !== half) others.push(half);
  }
  expect(others).toEqual([]);
});

test.each([
  ['1/3', 1 / 3, 0x3555],
  ['halfway between two halves, to the even one', 1 + 2 ** -11, 0x3c00],
  ['above halfway', 1 + 2 ** -11 + 2 ** -20, 0x3c01],
  ['halfway, to the even one above', 1 + 3 * 2 ** -11, 0x3c02],
  ['the largest', 65_504, 0x7bff],
  ['too large', 65_520, 0x7c00],
  ['below the least normal number', 2 ** -15, 0x0200],
  ['nothing', 2 ** -26, 0x0000],
  ['negative zero', -0, 0x8000],
])('rounds to the nearest: %s', (_, value, half) => {
  expect(toFloat16(value)).toBe(half);
});

test('no number of a unit vector moves by more than half a step', () => {
  for (let at = 0; at < 10_000; at += 1) {
    const value = Math.fround(Math.sin(at * 12.9898) * Math.cos(at * 0.713));
    const step = Math.max(2 ** -24, 2 ** (Math.floor(Math.log2(Math.abs(value))) - 10));
    expect(Math.abs(fromFloat16(toFloat16(value)) - value)).toBeLessThanOrEqual(step / 2);
  }
});
