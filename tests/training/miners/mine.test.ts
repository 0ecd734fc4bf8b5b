/** @file Quadruplets against hand-made batches and a naive search. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/core/rng/rng.ts';
import type { MinedRow } from '../../../training/miners/candidates.ts';
import { mineQuadruplets } from '../../../training/miners/mine.ts';
import type { MinerConfig } from '../../../training/miners/mine.ts';

let nextIndex = 0;
const row = (identity: number, isFake = false, more: Partial<MinedRow> = {}): MinedRow => ({
  dataset: 0,
  index: nextIndex++,
  identity,
  group: identity,
  isFake,
  ...more,
});

/** Two people, each two reals and a fake; a third one has a single real. */
const BATCH = [row(0), row(0), row(0, true), row(1), row(1), row(1, true), row(2)];
const RANDOM: MinerConfig = { strategy: 'random', fakesOf: 'same-person' };
const line = (...values: number[]) => ({ values: Float32Array.from(values), dimension: 1 });

/** What each anchor was given over many draws. */
function picksOf(rows: readonly MinedRow[], config: MinerConfig, anchor: number) {
  const rng = createRng(9);
  const picks = { positives: new Set<number>(), negatives: new Set<number>(), fakes: new Set<number>() };
  for (let draw = 0; draw < 200; draw += 1) {
    const mined = mineQuadruplets(rows, config, rng);
    if (mined.weights[anchor] === 1) {
      picks.positives.add(mined.positives[anchor]);
      picks.negatives.add(mined.negatives[anchor]);
    }
    if (mined.fakeWeights[anchor] === 1) picks.fakes.add(mined.fakes[anchor]);
  }
  return picks;
}

const list = (values: Iterable<number>): number[] => [...values].sort((a, b) => a - b);

describe('random quadruplets', () => {
  it('draws every allowed companion and no other', () => {
    const picks = picksOf(BATCH, RANDOM, 0);
    expect(list(picks.positives)).toEqual([1]);
    expect(list(picks.negatives)).toEqual([3, 4, 6]);
    expect(list(picks.fakes)).toEqual([2]);
  });

  it('gives weight 0 to fakes and to people without a positive', () => {
    const { anchors, weights, fakeWeights } = mineQuadruplets(BATCH, RANDOM, createRng(1));
    expect([...anchors]).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect([...weights]).toEqual([1, 1, 0, 1, 1, 0, 0]);
    expect([...fakeWeights]).toEqual([1, 1, 0, 1, 1, 0, 0]);
  });

  it('skips incomplete tuples as the source, or counts each term on its own', () => {
    const rows = [row(0), row(0), row(1), row(1), row(1, true)];
    expect([...mineQuadruplets(rows, RANDOM, createRng(1)).weights]).toEqual([1, 1, 1, 1, 0]);
    expect([...mineQuadruplets(rows, RANDOM, createRng(1)).fakeWeights]).toEqual([0, 0, 1, 1, 0]);
    const skipped = mineQuadruplets(rows, { ...RANDOM, skipIncomplete: true }, createRng(1));
    expect([...skipped.weights]).toEqual([0, 0, 1, 1, 0]);
    expect([...skipped.fakeWeights]).toEqual([0, 0, 1, 1, 0]);
  });

  it('mines fakes of other people when asked', () => {
    expect(list(picksOf(BATCH, { ...RANDOM, fakesOf: 'other-person' }, 0).fakes)).toEqual([5]);
    expect(list(picksOf(BATCH, { ...RANDOM, fakesOf: 'anybody' }, 0).fakes)).toEqual([2, 5]);
  });

  it('keeps groups apart, and fakes within a dataset', () => {
    const rows = [
      row(0),
      row(0),
      row(1, false, { group: 0 }),
      row(1, true, { group: 0 }),
      row(2),
      row(2, true, { dataset: 1 }),
    ];
    const picks = picksOf(rows, { ...RANDOM, fakesOf: 'anybody' }, 0);
    expect(list(picks.negatives)).toEqual([4]);
    expect(list(picks.fakes)).toEqual([]);
  });

  it('takes the same image as a positive only where there is no other', () => {
    const same = { index: 77 };
    expect(
      list(picksOf([row(0, false, same), row(0, false, same), row(0), row(1)], RANDOM, 0).positives),
    ).toEqual([2]);
    expect(list(picksOf([row(0, false, same), row(0, false, same), row(1)], RANDOM, 0).positives)).toEqual([
      1,
    ]);
  });

  it('copes with a batch of nobody, of one person, and of fakes only', () => {
    expect(mineQuadruplets([], RANDOM, createRng(1)).weights).toHaveLength(0);
    for (const rows of [
      [row(0), row(0)],
      [row(0, true), row(1, true)],
    ]) {
      const { weights, fakeWeights } = mineQuadruplets(rows, RANDOM, createRng(1));
      expect([...weights, ...fakeWeights]).toEqual([0, 0, 0, 0]);
    }
  });
});

describe('mining by distance', () => {
  // Anchor at 0; its positives at 2 and 3, others at 1, 2.5, 9, its fakes at 0.5 and 4.
  const rows = [row(0), row(0), row(0), row(1), row(2), row(3), row(0, true), row(0, true)];
  const embeddings = line(0, 2, 3, 1, 2.5, 9, 0.5, 4);

  it('batch-hard: the farthest positive, the nearest negative, the nearest fake', () => {
    const mined = mineQuadruplets(rows, { ...RANDOM, strategy: 'batch-hard' }, createRng(1), embeddings);
    expect([mined.positives[0], mined.negatives[0], mined.fakes[0]]).toEqual([2, 3, 6]);
    // Row 1 stands at 2.
    expect([mined.positives[1], mined.negatives[1], mined.fakes[1]]).toEqual([0, 4, 6]);
  });

  it('semi-hard: the nearest beyond the positive, else the farthest', () => {
    const rng = createRng(2);
    for (let draw = 0; draw < 50; draw += 1) {
      const mined = mineQuadruplets(rows, { ...RANDOM, strategy: 'semi-hard' }, rng, embeddings);
      expect(mined.negatives[0]).toBe(mined.positives[0] === 1 ? 4 : 5);
      expect(mined.fakes[0]).toBe(7);
    }
    const near = mineQuadruplets(
      [row(0), row(0), row(1), row(2)],
      { ...RANDOM, strategy: 'semi-hard' },
      rng,
      line(0, 5, 1, 2),
    );
    expect(near.negatives[0]).toBe(3);
  });

  it('agrees with a naive search on random embeddings', () => {
    const rng = createRng(3);
    const batch = Array.from({ length: 24 }, (_, at) => row(at % 5, at % 4 === 3));
    const dimension = 3;
    const values = Float32Array.from({ length: 72 }, () => rng());
    const mined = mineQuadruplets(batch, { strategy: 'batch-hard', fakesOf: 'anybody' }, rng, {
      values,
      dimension,
    });
    const d = (a: number, b: number): number =>
      Math.hypot(...[0, 1, 2].map((at) => values[a * 3 + at] - values[b * 3 + at]));
    const pick = (from: number, allowed: (to: number) => boolean, sign: number): number =>
      [...batch.keys()].filter(allowed).sort((x, y) => sign * (d(from, x) - d(from, y)))[0];
    for (const [at, { isFake, identity }] of batch.entries()) {
      expect(mined.weights[at]).toBe(isFake ? 0 : 1);
      if (isFake) continue;
      const is = (to: number) => ({ same: batch[to].identity === identity, fake: batch[to].isFake });
      expect(mined.positives[at]).toBe(pick(at, (to) => to !== at && is(to).same && !is(to).fake, -1));
      expect(mined.negatives[at]).toBe(pick(at, (to) => !is(to).same && !is(to).fake, 1));
      expect(mined.fakes[at]).toBe(pick(at, (to) => is(to).fake, 1));
    }
  });

  it('gives valid rows even for embeddings that are not numbers', () => {
    const mined = mineQuadruplets(BATCH, { ...RANDOM, strategy: 'semi-hard' }, createRng(1), {
      values: new Float32Array(7).fill(NaN),
      dimension: 1,
    });
    for (const picked of [mined.positives, mined.negatives, mined.fakes]) {
      expect(picked.every((value) => value >= 0 && value < 7)).toBe(true);
    }
  });

  it('refuses to mine without fitting embeddings', () => {
    const config: MinerConfig = { ...RANDOM, strategy: 'batch-hard' };
    expect(() => mineQuadruplets(rows, config, createRng(1))).toThrow(/needs the embeddings/);
    expect(() => mineQuadruplets(rows, config, createRng(1), line(1, 2))).toThrow(/8 embeddings of 1 values/);
  });

  it('refuses unknown knobs by name', () => {
    const wrong = (change: object) => () => mineQuadruplets(rows, { ...RANDOM, ...change }, createRng(1));
    expect(wrong({ strategy: 'hardest' })).toThrow(/strategy must be one of random, semi-hard, batch-hard/);
    expect(wrong({ fakesOf: 'nobody' })).toThrow(/fakesOf must be one of/);
  });
});
