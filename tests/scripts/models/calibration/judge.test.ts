/** @file Embedders that tell nobody apart: vectors made by hand, and what is said of them. */
import { describe, expect, it } from 'vitest';
import { judgeCalibration, judgeEmbeddings } from '../../../../scripts/lib/models/calibration/judge.ts';
import { l2Normalize } from '../../../../src/core/embedding/embedding.ts';
import { operatingPoint, unitVector } from '../../../../simulator/builders.ts';

const DIMENSION = 64;
const COUNT = 600;

const base = unitVector(DIMENSION, 1);
/** The base, moved by `amount` of `direction`. */
const moved = (direction: Float32Array, amount: number): Float32Array =>
  l2Normalize(base.map((value, index) => value + amount * direction[index]));
const many = (make: (index: number) => Float32Array): Float32Array[] =>
  Array.from({ length: COUNT }, (_, at) => make(at));

describe('judgeEmbeddings', () => {
  it('takes vectors that differ in many directions, also about a common one', () => {
    expect(() => judgeEmbeddings(many((at) => unitVector(DIMENSION, at)))).not.toThrow();
    expect(() => judgeEmbeddings(many((at) => moved(unitVector(DIMENSION, at + 2), 0.5)))).not.toThrow();
    expect(() => judgeEmbeddings([null, ...many((at) => unitVector(DIMENSION, at))])).not.toThrow();
  });

  it('takes photos of eight people, who differ in seven directions', () => {
    const people = Array.from({ length: 8 }, (_, person) => unitVector(DIMENSION, person + 10));
    expect(() => judgeEmbeddings(many((at) => people[at % 8]))).not.toThrow();
  });

  it('refuses vectors that are nearly the same', () => {
    expect(() => judgeEmbeddings(many((at) => moved(unitVector(DIMENSION, at + 2), 0.05)))).toThrow(
      /nearly the same vector for every face: .* lie between 0\.99\d\d and/,
    );
  });

  it('refuses vectors that lie on one line', () => {
    const direction = unitVector(DIMENSION, 2);
    expect(() => judgeEmbeddings(many((at) => moved(direction, 2 * Math.sin(at))))).toThrow(/on one line/);
  });
});

describe('judgeCalibration', () => {
  const calibration = (rate: number, ...thresholds: number[]) => ({
    eer: { rate, threshold: 0.5, genuinePairs: 100, impostorPairs: 1000 },
    operatingPoints: thresholds.map((threshold, at) => operatingPoint(10 ** -(at + 2), threshold)),
  });

  it('takes what tells most people apart', () => {
    expect(() => judgeCalibration(calibration(0.19, 0.3, 0.4))).not.toThrow();
    expect(() => judgeCalibration(calibration(0, 0.3))).not.toThrow();
  });

  it.each([
    ['a coin', calibration(0.5, 0.3), /equal error rate on these photos is 50 %, and at most 20 %/],
    ['labels the wrong way round', calibration(0.95, 0.3), /Or the labels are the wrong way round/],
    ['strangers who are one', calibration(0.01, 0.3, 1 + 2e-16), /one person under two names/],
    [
      'thresholds that are one',
      calibration(0.01, 0.3, 0.30001),
      /within rounding of each other \(0\.300000, 0\.300010\)/,
    ],
  ])('refuses %s', (_, measured, message) => {
    expect(() => judgeCalibration(measured)).toThrow(message);
  });
});
