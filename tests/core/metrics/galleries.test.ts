/** @file Rates of searches in galleries, against galleries that are really drawn. */
import { beforeAll, describe, expect, it } from 'vitest';
import { cosine, meanEmbedding } from '../../../src/core/embedding/embedding.ts';
import { galleryPoints, galleryRates } from '../../../src/core/metrics/gallery-points.ts';
import {
  lookAlikeMargin,
  searchGalleries,
  type GallerySearches,
  type PhotographedPerson,
} from '../../../src/core/metrics/gallery-searches.ts';
import { GalleryTally } from '../../../src/core/metrics/gallery-tally.ts';
import { createRng, randomGaussian, randomInteger, shuffled } from '../../../src/core/rng/rng.ts';

const DIMENSION = 12;
const SIZES = [1, 5, 20];

function unit(values: Float32Array): Float32Array {
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

/** People of one set with so many photos each, `scatter` apart. */
function drawPeople(set: string, count: number, photos: number, scatter: number, seed: number) {
  const rng = createRng(seed);
  const draw = (): Float32Array => Float32Array.from({ length: DIMENSION }, () => randomGaussian(rng));
  return Array.from({ length: count }, (): PhotographedPerson => {
    const face = draw();
    const embeddings = Array.from({ length: photos }, () =>
      unit(draw().map((noise, at) => face[at] + scatter * noise)),
    );
    return { set, embeddings, searches: 'enrolled' };
  });
}

const nobodyTwice = (): boolean => false;
const PEOPLE = [...drawPeople('near', 60, 4, 0.4, 1), ...drawPeople('far', 40, 3, 0.8, 2)];
let searches: GallerySearches;
beforeAll(() => {
  searches = searchGalleries(PEOPLE, { sizes: SIZES, mayBeOne: nobodyTwice, rng: createRng(3) });
});

describe('GalleryTally', () => {
  it('gives what galleries give that are really drawn', () => {
    const rng = createRng(4);
    const others = Float32Array.from({ length: 40 }, () => rng());
    const own = 0.93;
    const tally = new GalleryTally([1, 6]);
    tally.add({ person: 1, set: 'a', own, others });
    const rates = galleryRates(tally.rates(), [1, 6], 6);
    const threshold = 0.9;
    let taken = 0;
    let missed = 0;
    const draws = 20_000;
    for (let draw = 0; draw < draws; draw += 1) {
      const drawn = shuffled(rng, Array.from(others));
      if (drawn.slice(0, 6).some((similarity) => similarity >= threshold)) taken += 1;
      if (drawn.slice(0, 5).some((similarity) => similarity > own)) missed += 1;
    }
    expect(rates.fpir(threshold)).toBeCloseTo(taken / draws, 1);
    expect(rates.fnir(threshold)).toBeCloseTo(missed / draws, 1);
    expect(rates.fnir(0.95)).toBe(1);
  });

  it('refuses a gallery that nobody can fill', () => {
    const tally = new GalleryTally([5]);
    expect(() => tally.add({ person: 1, set: 'a', own: null, others: new Float32Array(4) })).toThrow(
      'A gallery of 5 cannot be filled with 4 others.',
    );
  });
});

describe('searchGalleries', () => {
  it('lets half of the photos search for the mean of the others', () => {
    expect(searches.templates).toBe(100);
    expect(searches.probes).toBe(60 * 2 + 40 * 1);
    expect(searches.enrolledProbes).toBe(searches.probes);
  });

  it('takes no stranger for the only person of a gallery more often than a pair says', () => {
    // Means of all photos stand in for the templates: close to, not the same as, what was drawn.
    const means = PEOPLE.map(({ embeddings }) => meanEmbedding(embeddings));
    const threshold = 0.5;
    const shares = ['near', 'far'].map((set) => {
      const pairs = PEOPLE.flatMap((person, at) =>
        person.set === set
          ? person.embeddings.flatMap((probe) =>
              means.filter((_, other) => other !== at).map((mean) => cosine(probe, mean)),
            )
          : [],
      );
      return pairs.filter((similarity) => similarity >= threshold).length / pairs.length;
    });
    const rates = galleryRates(searches.rates, SIZES, 1);
    expect(rates.fpir(threshold)).toBeCloseTo((shares[0] + shares[1]) / 2, 1.5);
  });

  it('asks nothing of those who only fill, and takes strangers for nobody who is enrolled', () => {
    const mixed = PEOPLE.map((person, at) => ({
      ...person,
      searches: (['enrolled', 'stranger', 'never'] as const)[at % 3],
    }));
    const some = searchGalleries(mixed, { sizes: [1], mayBeOne: nobodyTwice, rng: createRng(3) });
    expect(some.rates).toHaveLength(34 + 33);
    expect(some.rates.filter(({ enrolledProbes }) => enrolledProbes > 0)).toHaveLength(34);
    expect(some.templates).toBe(100);
  });

  it('does not take two who may be one for strangers', () => {
    const twice = [...PEOPLE, PEOPLE[0]];
    const of = (mayBeOne: (a: number, b: number) => boolean): number =>
      galleryRates(searchGalleries(twice, { sizes: [1], mayBeOne, rng: createRng(5) }).rates, [1], 1).fpir(
        0.75,
      );
    const together = (a: number, b: number): boolean => Math.min(a, b) === 0 && Math.max(a, b) === 100;
    expect(of(nobodyTwice)).toBeGreaterThan(of(together));
  });
});

describe('galleryPoints', () => {
  it('keeps the wanted rate, rises with the gallery, and holds its intervals', () => {
    const points = galleryPoints(searches.rates, SIZES, createRng(6), [0.1, 0.01]);
    expect(points.map(({ people, fpir }) => [people, fpir])).toEqual(
      SIZES.flatMap((size) => [
        [size, 0.1],
        // Too few comparisons for so rare an event.
        ...(size < 20 ? [[size, 0.01]] : []),
      ]),
    );
    for (const { people, fpir, threshold, thresholdInterval, fpirInterval, fnir, fnirInterval } of points) {
      const rates = galleryRates(searches.rates, SIZES, people);
      expect(rates.fpir(threshold)).toBeLessThanOrEqual(fpir);
      expect(rates.fpir(threshold)).toBeGreaterThan(fpir * 0.8);
      expect(rates.fnir(threshold)).toBeCloseTo(fnir, 10);
      expect(threshold).toBeGreaterThanOrEqual(thresholdInterval[0]);
      expect(threshold - 1e-4).toBeLessThanOrEqual(thresholdInterval[1]);
      expect(fpirInterval[0]).toBeLessThanOrEqual(fpirInterval[1]);
      expect(fnirInterval[0]).toBeLessThanOrEqual(fnir);
      expect(fnirInterval[1]).toBeGreaterThanOrEqual(fnir);
    }
    const at = (size: number): number => points.find((p) => p.people === size && p.fpir === 0.1)!.threshold;
    expect(at(1)).toBeLessThan(at(5));
    expect(at(5)).toBeLessThan(at(20));
  });

  it('lets a small set weigh as much as a large one', () => {
    const [near, far] = ['near', 'far'].map((set) =>
      galleryRates(
        searches.rates.filter((rates) => rates.set === set),
        SIZES,
        5,
      ),
    );
    const both = galleryRates(searches.rates, SIZES, 5);
    expect(both.fnir(0.6)).toBeCloseTo((near.fnir(0.6) + far.fnir(0.6)) / 2, 10);
    expect(both.fpir(0.6)).toBeCloseTo((near.fpir(0.6) + far.fpir(0.6)) / 2, 6);
  });

  it('refuses people of whom nobody has photos to search with', () => {
    const alone = PEOPLE.map((person) => ({ ...person, embeddings: person.embeddings.slice(0, 1) }));
    const { rates } = searchGalleries(alone, { sizes: [1], mayBeOne: nobodyTwice, rng: createRng(1) });
    expect(() => galleryPoints(rates, [1], createRng(1))).toThrow('Bring more photos each.');
  });
});

describe('lookAlikeMargin', () => {
  it('reaches down to people of whom one is taken for the other, and no farther', () => {
    const rng = createRng(8);
    // Pairs of people at all distances, so that likeness alone decides.
    const base = drawPeople('near', 60, 6, 0.15, 9);
    const alike = base.map((person): PhotographedPerson => {
      const mix = randomInteger(rng, 5, 20) / 10;
      const other = unit(Float32Array.from({ length: DIMENSION }, () => randomGaussian(rng)));
      return {
        ...person,
        embeddings: person.embeddings.map((face) => unit(face.map((v, i) => v + mix * other[i]))),
      };
    });
    const found = searchGalleries([...base, ...alike], { sizes: [1], mayBeOne: nobodyTwice, rng });
    const threshold = 0.8;
    const margin = lookAlikeMargin(found, threshold);
    expect(margin).toBeGreaterThan(0);
    for (const { likeness, images, taken } of found.confusions(threshold)) {
      if (likeness < threshold - margin - 1e-9 && images > 0) expect(taken / images).toBeLessThan(0.01);
    }
  });
});
