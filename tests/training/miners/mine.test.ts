/** @file Quadruplets against hand-made batches. */
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
const RANDOM: MinerConfig = { fakesOf: 'same-person' };

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

  it('skips incomplete tuples as system 0, or counts each term on its own', () => {
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
