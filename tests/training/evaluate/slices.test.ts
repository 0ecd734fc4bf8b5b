/** @file EERs by image condition: which slice a pair lies in, what is measured of a crop, what is printed. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createRng, randomInteger } from '../../../src/core/rng/rng.ts';
import { describeEvaluation } from '../../../training/cli/evaluation-tables.ts';
import { cutsOf } from '../../../training/evaluate/condition-cuts.ts';
import { conditionsOf, measureConditions } from '../../../training/evaluate/conditions.ts';
import type { Conditions } from '../../../training/evaluate/conditions.ts';
import type { DatasetResult } from '../../../training/evaluate/evaluate-dataset.ts';
import { proportion } from '../../../training/evaluate/match-rates.ts';
import { pairsFrom, recordsIn } from '../../../training/evaluate/pair-kinds.ts';
import { isMuchWorse, sliceFigures } from '../../../training/evaluate/slices.ts';
import type { SliceFigures } from '../../../training/evaluate/slices.ts';
import { sliceSection } from '../../../training/export/slice-section.ts';
import { picture } from './known-answers.ts';
import { memoryDataset } from '../memory-dataset.ts';

const PLAIN: Conditions = { yawDeg: 0, sharpness: 100, exposure: 100, skinLuminance: 100 };

interface Batch {
  readonly records: readonly [number, number];
  readonly count: number;
  readonly cosine: number;
}

/** The same pair many times, to have many with few images. */
function figuresOf(
  people: readonly number[],
  conditions: readonly Partial<Conditions>[],
  batches: Readonly<Record<'genuine' | 'other-person', readonly Batch[]>>,
  threshold: number | null = null,
): SliceFigures {
  const listed = (kind: 'genuine' | 'other-person') =>
    batches[kind].flatMap(({ count, ...pair }) => Array.from({ length: count }, () => pair));
  const pairsOf = (kind: 'genuine' | 'other-person') => pairsFrom(listed(kind).map(({ records }) => records));
  const cosinesOf = (kind: 'genuine' | 'other-person') =>
    Float64Array.from(listed(kind), ({ cosine }) => cosine);
  return sliceFigures(
    memoryDataset(people.map((identity) => ({ identity }))),
    { genuine: pairsOf('genuine'), 'other-person': pairsOf('other-person') },
    { genuine: cosinesOf('genuine'), 'other-person': cosinesOf('other-person') },
    new Map(conditions.map((one, record) => [record, { ...PLAIN, ...one }])),
    threshold,
  );
}

const slicesOf = ({ slices }: SliceFigures, condition: string) =>
  slices.filter((slice) => slice.condition === condition);

/** Of `errors` per hundred the wrong side of 0.5, so that the EER is that share. */
const genuine = (records: [number, number], errors: number): Batch[] => [
  { records, count: 100 - errors, cosine: 0.8 },
  { records, count: errors, cosine: 0.2 },
];
const strangers = (records: [number, number], errors: number): Batch[] => [
  { records, count: 10 * (100 - errors), cosine: 0.1 },
  { records, count: 10 * errors, cosine: 0.7 },
];

describe('sliceFigures', () => {
  // Records 0 and 1 are one person's, 2 and 3 another's, and so on; each odd one is turned.
  const people = [0, 0, 1, 1, 2, 2];
  const yaws = [0, -14.9, 3, -15, 0, 30];

  it('has the EER of each slice, and how many times that of all pairs it is', () => {
    const figures = figuresOf(
      people,
      yaws.map((yawDeg) => ({ yawDeg })),
      {
        genuine: [...genuine([0, 1], 0), ...genuine([3, 2], 2), ...genuine([4, 5], 10)],
        'other-person': [...strangers([1, 2], 0), ...strangers([0, 3], 2), ...strangers([5, 3], 10)],
      },
    );
    expect(figures.mean).toMatchObject({ genuinePairs: 300, impostorPairs: 3000, eerB: { rate: 0.04 } });
    const found = slicesOf(figures, 'yaw');
    expect(found.map(({ name }) => name)).toEqual(['|yaw| < 15°', '15° to 30°', '≥ 30°']);
    expect(found.map(({ eerB }) => eerB!.rate)).toEqual([0, 0.02, 0.1]);
    [0, 0.5, 2.5].forEach((ratio, at) => expect(found[at].ratio).toBeCloseTo(ratio, 12));
    expect(found.map(isMuchWorse)).toEqual([false, false, true]);
    for (const { genuinePairs, impostorPairs } of found) {
      expect([genuinePairs, impostorPairs]).toEqual([100, 1000]);
    }
  });

  it('counts errors at a threshold, and holds no slice against a rate that rests on chance', () => {
    const batches = {
      genuine: [...genuine([0, 1], 2), ...genuine([4, 5], 10)],
      'other-person': [...strangers([1, 2], 0), ...strangers([5, 3], 0.4)],
    };
    const found = slicesOf(
      figuresOf(
        people,
        yaws.map((yawDeg) => ({ yawDeg })),
        batches,
        0.5,
      ),
      'yaw',
    );
    expect(found.map(({ fnmr }) => fnmr?.errors ?? null)).toEqual([2, null, 10]);
    expect(found[2].fnmrRatio).toBeCloseTo(10 / 6, 12);
    // Four false matches of 2,000.
    expect(found[2].fmr).toMatchObject({ errors: 4, trials: 1000 });
    expect(found[2].fmrRatio).toBeNull();
    expect(found.map(isMuchWorse)).toEqual([false, false, true]);
  });

  it('takes the blurrier and the darker photo of a pair', () => {
    const levels = [10, 20, 30, 40, 50, 60];
    const figures = figuresOf(
      people,
      levels.map((level) => ({ sharpness: level, exposure: 100 - level })),
      {
        genuine: [{ records: [0, 5], count: 100, cosine: 0.8 }, ...genuine([4, 5], 0)],
        // Records 1, 2 and 3 are there for the thirds.
        'other-person': [...strangers([4, 1], 0), ...strangers([3, 4], 0), ...strangers([2, 4], 0)],
      },
    );
    const counts = (condition: string) =>
      slicesOf(figures, condition).map(({ genuinePairs, impostorPairs }) => [genuinePairs, impostorPairs]);
    expect(counts('sharpness')).toEqual([
      [100, 1000],
      [0, 2000],
      [100, 0],
    ]);
    // Dark is what was sharp: records 4 and 5.
    expect(counts('exposure')).toEqual([
      [200, 3000],
      [0, 0],
      [0, 0],
    ]);
  });

  it('takes skin luminance by person, and strangers of one third only', () => {
    // The first person's photos have the darkest and the brightest light; on the mean 120, in the middle.
    const skins = [40, 200, 90, 110, 150, 170];
    const figures = figuresOf(
      people,
      skins.map((skinLuminance) => ({ skinLuminance })),
      {
        genuine: [...genuine([0, 1], 0), ...genuine([2, 3], 0), ...genuine([4, 5], 0)],
        'other-person': [...strangers([0, 2], 0), ...strangers([1, 4], 0)],
      },
    );
    expect(slicesOf(figures, 'skin luminance')).toMatchObject([
      { name: 'darker', genuinePairs: 100, impostorPairs: 0 },
      { name: 'middle', genuinePairs: 100, impostorPairs: 0 },
      { name: 'lighter', genuinePairs: 100, impostorPairs: 0 },
    ]);
    const alike = figuresOf(people.slice(0, 4), [{}, {}, {}, {}], {
      genuine: genuine([0, 1], 0),
      'other-person': strangers([0, 2], 0),
    });
    expect(slicesOf(alike, 'skin luminance')[2]).toMatchObject({ genuinePairs: 100, impostorPairs: 1000 });
  });

  it.each([
    [100, 1000, true],
    [99, 1000, false],
    [100, 999, false],
    [0, 0, false],
  ])('of %i genuine and %i impostor pairs, an EER: %o', (own, others, enough) => {
    const figures = figuresOf(
      people,
      people.map(() => ({})),
      {
        genuine: [{ records: [0, 1], count: own, cosine: 0.8 }],
        'other-person': [{ records: [0, 2], count: others, cosine: 0.1 }],
      },
    );
    const [first, second] = figures.slices;
    expect(first).toMatchObject({ genuinePairs: own, impostorPairs: others });
    expect(first.eerB?.rate ?? null).toBe(enough ? 0 : null);
    // No errors at all: there is nothing to be a multiple of.
    expect(first.ratio).toBeNull();
    expect(second).toMatchObject({ genuinePairs: 0, eerB: null, ratio: null });
  });

  it('shows pairs without a yaw apart, and passes kinds with fakes over', () => {
    const dataset = memoryDataset([{}, {}, { isFake: true }]);
    const figures = sliceFigures(
      dataset,
      { genuine: pairsFrom([[0, 1]]), 'fake-same-person': pairsFrom([[0, 2]]) },
      { genuine: Float64Array.of(0.5), 'fake-same-person': Float64Array.of(0.4) },
      new Map([
        [0, { ...PLAIN, yawDeg: 40 }],
        [1, { ...PLAIN, yawDeg: null }],
      ]),
    );
    expect(figures.mean).toEqual({ genuinePairs: 1, impostorPairs: 0, eerB: null, fnmr: null, fmr: null });
    expect(slicesOf(figures, 'yaw').map(({ name, genuinePairs }) => [name, genuinePairs])).toEqual([
      ['|yaw| < 15°', 0],
      ['15° to 30°', 0],
      ['≥ 30°', 0],
      ['not known', 1],
    ]);
    expect(() =>
      sliceFigures(dataset, { genuine: pairsFrom([[0, 1]]) }, { genuine: Float64Array.of(1) }, new Map()),
    ).toThrow(/record 0 were not measured/);
  });

  it('lays every pair into one slice of each condition, as naive ranks do', () => {
    const rng = createRng(5);
    const size = 90;
    const people = Array.from({ length: size }, (_, record) => record % 30);
    const conditions = new Map(
      people.map((_, record): [number, Conditions] => [
        record,
        {
          yawDeg: rng() < 0.1 ? null : 120 * rng() - 60,
          ...{ sharpness: 900 * rng(), exposure: 255 * rng(), skinLuminance: 255 * rng() },
        },
      ]),
    );
    const dataset = memoryDataset(people.map((identity) => ({ identity })));
    const draw = (isPair: (a: number, b: number) => boolean) =>
      Array.from(
        { length: 4000 },
        () => [randomInteger(rng, 0, size - 1), randomInteger(rng, 0, size - 1)] as const,
      ).filter(([a, b]) => a !== b && isPair(people[a], people[b]));
    const pairs = {
      genuine: pairsFrom(draw((a, b) => a === b)),
      'other-person': pairsFrom(draw((a, b) => a !== b)),
    };
    expect(recordsIn(pairs)).toHaveLength(size);
    const cosines = {
      genuine: new Float64Array(pairs.genuine.first.length),
      'other-person': new Float64Array(pairs['other-person'].first.length),
    };
    const figures = sliceFigures(dataset, pairs, cosines, conditions);
    const total = (condition: string, of: 'genuinePairs' | 'impostorPairs') =>
      slicesOf(figures, condition).reduce((sum, slice) => sum + slice[of], 0);
    for (const condition of ['yaw', 'sharpness', 'exposure', 'skin luminance']) {
      expect(total(condition, 'genuinePairs'), condition).toBe(cosines.genuine.length);
      if (condition === 'skin luminance') continue;
      expect(total(condition, 'impostorPairs'), condition).toBe(cosines['other-person'].length);
    }
    expect(total('skin luminance', 'impostorPairs')).toBeLessThan(cosines['other-person'].length / 2);

    const rankThird = (values: readonly number[], value: number) =>
      Math.floor((3 * values.filter((other) => other < value).length) / values.length);
    const [, sharpness] = cutsOf(dataset, recordsIn(pairs), conditions);
    const all = [...conditions.values()].map((one) => one.sharpness);
    pairs.genuine.first.forEach((first, at) => {
      const second = pairs.genuine.second[at];
      expect(sharpness.place(first, second)).toBe(rankThird(all, Math.min(all[first], all[second])));
    });
  });
});

describe('conditions', () => {
  const SIZE = 112;

  function crop(colour: (x: number, y: number) => readonly [number, number, number]): Uint8ClampedArray {
    const data = new Uint8ClampedArray(SIZE * SIZE * 4);
    for (let at = 0; at < SIZE * SIZE; at += 1) {
      data.set([...colour(at % SIZE, Math.floor(at / SIZE)), 255], at * 4);
    }
    return data;
  }

  it('takes the luminance of the cheeks alone for that of the skin', () => {
    const isCheek = (x: number, y: number) =>
      y >= 66 && y < 78 && ((x >= 32 && x < 42) || (x >= 70 && x < 80));
    const found = conditionsOf(
      crop((x, y) => (isCheek(x, y) ? [200, 120, 80] : [10, 10, 10])),
      -20,
    );
    expect(found.skinLuminance).toBeCloseTo(0.299 * 200 + 0.587 * 120 + 0.114 * 80, 6);
    expect(found.exposure).toBeLessThan(30);
    expect(found.yawDeg).toBe(-20);
  });

  it('tells dark from bright and blurred from sharp in packed crops', async () => {
    const rng = createRng(3);
    const side = 160;
    const noise = sharp(Buffer.from(Array.from({ length: side * side }, () => 60 + 120 * rng())), {
      raw: { width: side, height: side, channels: 1 },
    });
    const crops = await Promise.all([
      picture([40, 40, 40]),
      picture([210, 210, 210]),
      noise.clone().png().toBuffer(),
      noise.clone().blur(2).png().toBuffer(),
    ]);
    const yaws = [null, 12.5, -30, 0];
    const dataset = memoryDataset(crops.map((one, at) => ({ crop: one, yawDeg: yaws[at] })));
    const found = await measureConditions(dataset, [3, 0, 1, 2]);
    const [dark, bright, clear, blurred] = [0, 1, 2, 3].map((record) => found.get(record)!);
    expect([dark.exposure, dark.skinLuminance].map(Math.round)).toEqual([40, 40]);
    expect([bright.exposure, bright.skinLuminance].map(Math.round)).toEqual([210, 210]);
    expect(dark.sharpness).toBeCloseTo(0, 3);
    expect(blurred.sharpness).toBeLessThan(clear.sharpness / 10);
    expect([dark, bright, clear, blurred].map(({ yawDeg }) => yawDeg)).toEqual(yaws);
  });

  it('names the crop that cannot be decoded', async () => {
    const dataset = memoryDataset([{ crop: Uint8Array.of(1), path: 'a/b.jpg' }]);
    await expect(measureConditions(dataset, [0])).rejects.toThrow(/image 0 \(a\/b.jpg\)/);
  });
});

describe('what is printed', () => {
  const eer = (rate: number) => ({ rate, threshold: 0.3, genuinePairs: 100, impostorPairs: 1000 });
  const counts = { genuinePairs: 200, impostorPairs: 2000 };
  const rates = (fnmr: number, fmr: number) => ({ fnmr: proportion(fnmr, 200), fmr: proportion(fmr, 2000) });
  const none = { eerB: null, ratio: null, fnmr: null, fnmrRatio: null, fmr: null, fmrRatio: null };
  const slices: SliceFigures = {
    mean: { ...counts, eerB: eer(0.02), ...rates(10, 20) },
    slices: [
      {
        ...{ condition: 'yaw', name: '|yaw| < 15°', ...counts, eerB: eer(0.03), ratio: 1.5 },
        ...{ ...rates(5, 30), fnmrRatio: 0.5, fmrRatio: 1.5 },
      },
      {
        ...{ condition: 'yaw', name: '≥ 30°', ...counts, eerB: eer(0.02), ratio: 1 },
        ...{ ...rates(25, 20), fnmrRatio: 2.5, fmrRatio: 1 },
      },
      { condition: 'exposure', name: 'dark', ...counts, genuinePairs: 99, ...none },
    ],
  };
  const result: DatasetResult = {
    ...{ dataset: 'tiny', split: 'test', pairList: null, images: 9, droppedPairs: 0, limitedKinds: [] },
    cosine: { counts: {}, comparisons: [], thresholds: [] },
    ...{ withFakeDetector: null, idRate: null, lfw: null, frames: null, slices },
  };
  const point = { threshold: 0.25, fmr: 0.001 };

  it('marks in the terminal what is more than half as much again', () => {
    const text = describeEvaluation(result).join('\n');
    expect(text).toMatch(/all pairs +mean +200 +2,000 +2 % +5 % +1 %\n/);
    expect(text).toMatch(/yaw +\|yaw\| < 15° +200 +2,000 +3 % +× 1.50 +2.5 % +× 0.50 +1.5 % +× 1.50\n/);
    expect(text).toMatch(/yaw +≥ 30° +200 +2,000 +2 % +× 1.00 +12.5 % +× 2.50 +1 % +× 1.00 +!\n/);
    expect(text).toMatch(/exposure +dark +99 +2,000 +too few +too few +too few\n/);
    expect(text).toContain('!: more than 1.5 times that of all pairs\neyewear: no data set labels it');
    expect(describeEvaluation({ ...result, slices: null }).join('\n')).not.toContain('eyewear');
  });

  it('says in words on the card which are', () => {
    const text = sliceSection([result, { ...result, dataset: 'other', slices: null }], point).join('\n');
    expect(text).toContain('## By image condition');
    expect(text).toContain('errors at 0.25 (false match rate 0.1 %)');
    expect(text).toContain('### tiny');
    expect(text).not.toContain('### other');
    expect(text).toMatch(
      /\| yaw \| \\\|yaw\\\| < 15° \| 200 \| 2.5 % \(.*\) \| 0.50 \| 2,000 \| 1.5 % \(.*\) \| 1.50 \|/,
    );
    expect(text).toMatch(/\| yaw \| ≥ 30° \*\*!\*\* \| 200 \| 12.5 % \(.*\) \| 2.50 \|/);
    expect(text).toContain('| exposure | dark | 99 | too few pairs | – | 2,000 | too few pairs | – |');
    expect(text).toContain('(!)**: yaw ≥ 30° (FNMR 2.5 times).');
    expect(text).toContain('eyewear: no data set labels it');
    const fine = { ...result, slices: { ...slices, slices: slices.slices.slice(0, 1) } };
    expect(sliceSection([fine], point).join('\n')).toContain(
      'No slice with enough pairs has more than 1.5 times',
    );
    expect(sliceSection([{ ...result, slices: null }], point)).toEqual([]);
  });
});
