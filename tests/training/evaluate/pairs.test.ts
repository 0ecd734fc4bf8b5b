/** @file Drawn pairs are what their kind says, all of them or a fair share. */
import { describe, expect, it } from 'vitest';
import { createRng, randomInteger } from '../../../src/core/rng/rng.ts';
import { drawPairs } from '../../../training/evaluate/draw-pairs.ts';
import { recordsIn } from '../../../training/evaluate/pair-kinds.ts';
import type { PairKind, Pairs } from '../../../training/evaluate/pair-kinds.ts';
import { samplePairs } from '../../../training/evaluate/pair-space.ts';
import { SPLITS } from '../../../training/data/types.ts';
import type { PackedRecord } from '../../../training/data/types.ts';
import { memoryDataset } from '../memory-dataset.ts';

/** People in pairs of one group, a third of the images fakes, some without a clip, over all splits. */
function mixedDataset() {
  const rng = createRng(7);
  return memoryDataset(
    Array.from({ length: 90 }, () => {
      const identity = randomInteger(rng, 0, 11);
      return {
        identity,
        group: Math.floor(identity / 2),
        isFake: rng() < 1 / 3,
        // A clip belongs to one person.
        clip: rng() < 0.2 ? -1 : identity * 10 + randomInteger(rng, 0, 2),
        split: SPLITS[identity % 3],
      };
    }),
  );
}

function kindOf(a: PackedRecord, b: PackedRecord): PairKind | null {
  if (a.split !== b.split || (a.isFake && b.isFake)) return null;
  const sameClip = a.clip >= 0 && a.clip === b.clip;
  if (a.isFake || b.isFake) {
    if (a.group !== b.group) return 'fake-other-person';
    if (a.identity !== b.identity) return null;
    return sameClip ? 'fake-same-video' : 'fake-same-person';
  }
  if (a.group !== b.group) return 'other-person';
  return a.identity === b.identity && !sameClip ? 'genuine' : null;
}

const listed = ({ first, second }: Pairs): string[] =>
  [...first].map((record, at) => [record, second[at]].sort((a, b) => a - b).join('-'));

describe('drawPairs', () => {
  const dataset = mixedDataset();

  it('finds every pair of every kind when there are few, as naive loops do', () => {
    const wanted: Partial<Record<PairKind, string[]>> = {};
    for (let a = 0; a < dataset.size; a += 1) {
      for (let b = a + 1; b < dataset.size; b += 1) {
        const kind = kindOf(dataset.record(a), dataset.record(b));
        if (kind) (wanted[kind] ??= []).push(`${a}-${b}`);
      }
    }
    const { pairs, limited } = drawPairs(dataset);
    expect(limited).toEqual([]);
    expect(Object.keys(pairs)).toHaveLength(5);
    for (const [kind, list] of Object.entries(pairs)) {
      expect(listed(list).sort(), kind).toEqual(wanted[kind as PairKind]!.sort());
    }
  });

  it('has the fake second, and keeps to one split when told to', () => {
    const { pairs } = drawPairs(dataset, { split: 'validation' });
    for (const record of recordsIn(pairs)) expect(dataset.record(record).split).toBe('validation');
    for (const kind of ['fake-same-person', 'fake-other-person'] as const) {
      for (const record of pairs[kind]!.first) expect(dataset.record(record).isFake).toBe(false);
      for (const record of pairs[kind]!.second) expect(dataset.record(record).isFake).toBe(true);
    }
  });

  it('draws the same limited share for the same seed, without repeats, and says so', () => {
    const once = drawPairs(dataset, { perKind: 25, seed: 3 });
    expect(once.limited).toContain('other-person');
    expect(drawPairs(dataset, { perKind: 25, seed: 3 })).toEqual(once);
    expect(drawPairs(dataset, { perKind: 25, seed: 4 }).pairs['other-person']).not.toEqual(
      once.pairs['other-person'],
    );
    const found = listed(once.pairs['other-person']!);
    expect(found).toHaveLength(25);
    expect(new Set(found).size).toBe(25);
  });

  it('leaves out kinds that a dataset has not', () => {
    const { pairs } = drawPairs(memoryDataset([{ identity: 1 }, { identity: 1 }]));
    expect(Object.keys(pairs)).toEqual(['genuine']);
  });
});

describe('samplePairs', () => {
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

  it('draws evenly from a set too large to walk', () => {
    // 4.5 million candidates; each half of the records should hold a quarter of the pairs among itself.
    const { pairs, limited } = samplePairs(
      [{ first: numbers(3000), second: null }],
      () => true,
      8000,
      createRng(1),
    );
    expect(limited).toBe(true);
    expect(new Set(listed(pairs)).size).toBe(8000);
    const low = [...pairs.first].filter((a, at) => Math.max(a, pairs.second[at]) < 1500).length;
    // Binomial: 2000 ± 4 · √(8000 · ¼ · ¾).
    expect(Math.abs(low - 2000)).toBeLessThan(155);
  });

  it('finds rare pairs in a large set by walking it', () => {
    const { pairs, limited } = samplePairs(
      [{ first: numbers(1500), second: numbers(1500) }],
      (a, b) => a === b && a % 1000 === 1,
      10,
      createRng(1),
    );
    expect(listed(pairs)).toEqual(['1-1', '1001-1001']);
    expect(limited).toBe(false);
  });

  it('reaches every place of blocks of unlike sizes', () => {
    const { pairs } = samplePairs(
      [
        { first: [1, 2, 3], second: null },
        { first: [], second: [9] },
        { first: [4, 5], second: [6, 7, 8] },
      ],
      () => true,
      100,
      createRng(1),
    );
    expect(listed(pairs).sort()).toEqual(['1-2', '1-3', '2-3', '4-6', '4-7', '4-8', '5-6', '5-7', '5-8']);
  });
});
