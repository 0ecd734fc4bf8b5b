/** @file Quotas, epochs, resuming and the data rules of every sampler. */
import { describe, expect, it } from 'vitest';
import type { LabelBalancedConfig } from '../../../training/samplers/config.ts';
import { createPools } from '../../../training/samplers/pool.ts';
import { createSampler } from '../../../training/samplers/sampler.ts';
import type { BatchPlan, BatchRow, Sampler } from '../../../training/samplers/types.ts';
import { crowd, datasetOf } from '../memory-dataset.ts';

const BALANCED: LabelBalancedConfig = {
  kind: 'label-balanced',
  people: 4,
  realsPerPerson: 3,
  fakesPerPerson: 2,
  ownFakes: true,
  made: null,
};

const epochOf = (sampler: Sampler, epoch = 0): BatchPlan[] =>
  Array.from({ length: sampler.stepsPerEpoch }, (_, at) =>
    sampler.batchAt(epoch * sampler.stepsPerEpoch + at),
  );

const byPerson = (rows: readonly BatchRow[]): BatchRow[][] =>
  [...new Set(rows.map(({ identity }) => identity))].map((who) =>
    rows.filter(({ identity }) => identity === who),
  );

const poolsOf = (reals: number, fakes: number) =>
  createPools([[datasetOf('dfdc', crowd('p', 20, { reals, fakes }))]]);

describe('label-balanced', () => {
  it('gives quotas of different images, and each label once per epoch', () => {
    const sampler = createSampler(poolsOf(5, 4), BALANCED, 1);
    expect(sampler.stepsPerEpoch).toBe(5);
    const seen: number[] = [];
    for (const { rows } of epochOf(sampler)) {
      expect(rows).toHaveLength(sampler.batchSize);
      for (const person of byPerson(rows)) {
        seen.push(person[0].identity);
        expect(person.map(({ isFake }) => isFake)).toEqual([false, false, false, true, true]);
        expect(new Set(person.map(({ index }) => index)).size).toBe(5);
      }
    }
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, at) => at));
  });

  it('is a pure function of the seed and the step', () => {
    const steps = [12, 0, 7, 12, 3];
    const first = createSampler(poolsOf(5, 4), BALANCED, 1);
    const ordered = Array.from({ length: 13 }, (_, step) => first.batchAt(step));
    const second = createSampler(poolsOf(5, 4), BALANCED, 1);
    for (const step of steps) expect(second.batchAt(step)).toEqual(ordered[step]);
    expect(createSampler(poolsOf(5, 4), BALANCED, 2).batchAt(0)).not.toEqual(ordered[0]);
    expect(ordered[5].epoch).toBe(1);
    expect(ordered[5].rows).not.toEqual(ordered[0].rows);
    const seeds = ordered.flatMap(({ rows }) => rows.map(({ seed }) => seed));
    expect(new Set(seeds).size).toBe(seeds.length);
  });

  it('fills missing fakes with reals, and short people with repeats', () => {
    const pools = createPools([[datasetOf('dfdc', crowd('p', 8, { reals: 2, fakes: 1 }))]]);
    for (const person of byPerson(createSampler(pools, BALANCED, 1).batchAt(0).rows)) {
      expect(person.map(({ isFake }) => isFake)).toEqual([false, false, false, false, true]);
      expect(new Set(person.filter(({ isFake }) => !isFake).map(({ index }) => index)).size).toBe(2);
    }
  });

  it('asks for made fakes where a person has none, with heads of other groups of the same dataset', () => {
    const pools = createPools([
      [datasetOf('lfw', crowd('l', 12, { reals: 3 }))],
      [datasetOf('dfdc', crowd('d', 12, { reals: 3, fakes: 2 }))],
    ]);
    const made = { selfBlended: 1, swap: 1 };
    const sampler = createSampler(pools, { ...BALANCED, made }, 3);
    const rows = epochOf(sampler).flatMap((plan) => plan.rows);
    const groupOf = new Map(
      rows.filter(({ isFake }) => !isFake).map(({ dataset, index, group }) => [`${dataset} ${index}`, group]),
    );
    const fakes = rows.filter(({ isFake }) => isFake);
    expect(fakes).toHaveLength(24 * 2);
    for (const { dataset, make, group } of fakes) {
      expect(make !== undefined).toBe(dataset === 0);
      if (make?.kind !== 'swap') continue;
      expect(make.head.dataset).toBe(dataset);
      expect(groupOf.get(`0 ${make.head.index}`)).not.toBe(group);
    }
    const kinds = fakes.map(({ make }) => make?.kind);
    expect(kinds).toContain('swap');
    expect(kinds).toContain('self-blended');
  });

  it("makes fakes beside the dataset's own by chance, and none of faces without landmarks by swaps alone", () => {
    const always = { ...BALANCED, made: { selfBlended: 0, swap: 1, chance: 1 } };
    const fakesOf = (pools: ReturnType<typeof createPools>): BatchRow[] =>
      epochOf(createSampler(pools, always, 3))
        .flatMap(({ rows }) => rows)
        .filter(({ isFake }) => isFake);
    expect(fakesOf(poolsOf(5, 4)).every(({ make }) => make?.kind === 'swap')).toBe(true);
    const faceless = createPools([
      [datasetOf('dfdc', crowd('p', 20, { reals: 5, fakes: 4, pointsFrom: 'given' }))],
    ]);
    const fakes = fakesOf(faceless);
    expect(fakes).toHaveLength(40);
    expect(fakes.every(({ make }) => make === undefined)).toBe(true);
  });

  it('draws people by the shares, and never two of a group', () => {
    const pools = createPools([
      [datasetOf('many', crowd('m', 60, { reals: 2 }))],
      [datasetOf('few', [...crowd('g', 6, { reals: 2, group: 3 }), ...crowd('f', 6, { reals: 2 })])],
    ]);
    const sampler = createSampler(pools, { ...BALANCED, shares: [1, 1] }, 1);
    for (const { rows } of epochOf(sampler)) {
      expect(rows.filter(({ dataset }) => dataset === 1)).toHaveLength(rows.length / 2);
      expect(new Set(rows.map(({ group }) => group)).size).toBe(4);
    }
  });

  it('leaves out people with too few reals', () => {
    const people = [...crowd('one', 9, { reals: 1 }), ...crowd('two', 5, { reals: 2 })];
    const pools = createPools([[datasetOf('a', people)]]);
    expect(createSampler(pools, BALANCED, 1).stepsPerEpoch).toBe(1);
    expect(createSampler(pools, { ...BALANCED, leastReals: 1 }, 1).stepsPerEpoch).toBe(3);
    expect(() => createSampler(pools, { ...BALANCED, leastReals: 3 }, 1)).toThrow(
      /4 people, the pools have 0/,
    );
  });

  it.each([
    [{ people: 1 }, /people must be a whole number ≥ 2/],
    [{ realsPerPerson: 1 }, /realsPerPerson/],
    [{ fakesPerPerson: -1 }, /fakesPerPerson/],
    [{ made: { selfBlended: 0, swap: 0 } }, /made wants/],
    [{ made: { selfBlended: 1, swap: 0, chance: 2 } }, /made\.chance/],
    [{ people: 99 }, /wants 99 people/],
  ])('refuses %o', (change, message) => {
    expect(() => createSampler(poolsOf(3, 1), { ...BALANCED, ...change }, 1)).toThrow(message);
  });

  it('refuses steps that are not there', () => {
    expect(() => createSampler(poolsOf(3, 1), BALANCED, 1).batchAt(-1)).toThrow(/count from 0/);
  });
});

describe('the samplers of systems 0 and 4', () => {
  it('parity: 4 × 9, each label once per epoch, the mix by chance, all images before repeats', () => {
    const pools = createPools([
      [
        datasetOf('k', [
          ...crowd('long', 10, { reals: 8, fakes: 8 }),
          ...crowd('short', 11, { reals: 2, fakes: 2 }),
        ]),
      ],
    ]);
    const sampler = createSampler(pools, { kind: 'parity', labels: 4, instances: 9 }, 4);
    expect(sampler.stepsPerEpoch).toBe(5);
    const people = epochOf(sampler, 2).flatMap(({ rows }) => byPerson(rows));
    expect(new Set(people.map(([{ identity }]) => identity)).size).toBe(20);
    const fakeCounts = new Set<number>();
    for (const rows of people) {
      expect(rows).toHaveLength(9);
      const isShort = rows[0].identity >= 10;
      expect(new Set(rows.map(({ index }) => index)).size).toBe(isShort ? 4 : 9);
      if (!isShort) fakeCounts.add(rows.filter(({ isFake }) => isFake).length);
    }
    expect(fakeCounts.size).toBeGreaterThan(1);
  });

  it('m per class: m reals of batch / m labels, with an epoch as long as the images', () => {
    const sampler = createSampler(poolsOf(5, 4), { kind: 'm-per-class', batch: 16, m: 4 }, 4);
    expect(sampler.stepsPerEpoch).toBe(6);
    const plan = sampler.batchAt(8);
    expect(plan).toEqual(
      createSampler(poolsOf(5, 4), { kind: 'm-per-class', batch: 16, m: 4 }, 4).batchAt(8),
    );
    expect(byPerson(plan.rows).map((rows) => rows.length)).toEqual([4, 4, 4, 4]);
    expect(plan.rows.some(({ isFake }) => isFake)).toBe(false);
    expect(() => createSampler(poolsOf(5, 4), { kind: 'm-per-class', batch: 18, m: 4 }, 4)).toThrow(
      /multiple/,
    );
  });
});

describe('real-fake', () => {
  const config = { kind: 'real-fake', pairs: 5, ownFakes: true, made: null } as const;

  it('puts beside every fake the real image of its clip', () => {
    const own = createSampler(poolsOf(2, 6), { ...config, sameClip: true }, 2);
    const rows = epochOf(own).flatMap((plan) => plan.rows);
    expect(rows.map(({ isFake }) => isFake)).toEqual(rows.map((_, at) => at % 2 === 1));
    expect(rows.filter(({ isFake, clip }, at) => isFake && clip !== rows[at - 1].clip)).toEqual([]);

    const made = { selfBlended: 1, swap: 0 };
    const sampler = createSampler(poolsOf(2, 6), { ...config, ownFakes: false, made, sameClip: true }, 2);
    const blended = epochOf(sampler).flatMap((plan) => plan.rows);
    expect(blended.filter(({ isFake, index }, at) => isFake && index !== blended[at - 1].index)).toEqual([]);
  });

  it('subsamples the fakes to the real count, pair by pair', () => {
    const sampler = createSampler(poolsOf(2, 6), config, 2);
    expect(sampler.stepsPerEpoch).toBe(8);
    const rows = epochOf(sampler).flatMap((plan) => plan.rows);
    expect(rows.map(({ isFake }) => isFake)).toEqual(rows.map((_, at) => at % 2 === 1));
    expect(new Set(rows.map(({ index }) => index)).size).toBe(80);
    expect(sampler.batchAt(11)).toEqual(createSampler(poolsOf(2, 6), config, 2).batchAt(11));
  });

  it('never uses reals of a source that has no fakes', () => {
    const pools = createPools([
      [datasetOf('lfw', crowd('l', 20, { reals: 4 }))],
      [datasetOf('dfdc', crowd('d', 10, { reals: 3, fakes: 2 }))],
    ]);
    const rows = epochOf(createSampler(pools, config, 2)).flatMap((plan) => plan.rows);
    expect(rows.every(({ dataset }) => dataset === 1)).toBe(true);
    expect(rows).toHaveLength(40);
  });

  it('pairs within one source when fakes are made', () => {
    const pools = createPools([
      [datasetOf('lfw', crowd('l', 20, { reals: 4 }))],
      [datasetOf('dfdc', crowd('d', 10, { reals: 3, fakes: 2 }))],
    ]);
    const made = { selfBlended: 1, swap: 1 };
    const rows = epochOf(createSampler(pools, { ...config, made }, 2)).flatMap((plan) => plan.rows);
    expect(rows).toHaveLength(220);
    for (let at = 0; at < rows.length; at += 2) expect(rows[at].dataset).toBe(rows[at + 1].dataset);
    const own = rows.filter(({ isFake, make }) => isFake && !make);
    expect(own.length).toBe(20);
    expect(own.every(({ dataset }) => dataset === 1)).toBe(true);
  });

  it('says when there are too few pairs', () => {
    expect(() => createSampler(poolsOf(2, 0), config, 1)).toThrow(/the pools have 0 pairs/);
  });
});
