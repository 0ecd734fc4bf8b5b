/**
 * @file Lets people search for themselves and for each other: some photos of each make their template, as at an
 * enrolment, and the others look for it among everybody's.
 */
import { createRowScan } from '../matcher/row-scan.ts';
import { DEFAULT_MAX_EMBEDDINGS } from '../template/build-template.ts';
import { matchedVectors } from '../template/matched-vectors.ts';
import { shuffled, type Rng } from '../rng/rng.ts';
import { GalleryTally, type PersonRates } from './gallery-tally.ts';

/** Somebody with photos. */
export interface PhotographedPerson {
  readonly set: string;
  /** Unit vectors of one image each; at least one. */
  readonly embeddings: readonly Float32Array[];
  /**
   * What their images do: search galleries with and without their person, search as strangers only, or nothing; their
   * template fills galleries in any case.
   */
  readonly searches: 'enrolled' | 'stranger' | 'never';
}

export interface GallerySearches {
  /** Of those who search. */
  readonly rates: readonly PersonRates[];
  /** Images that searched; of these, how many were of people with a template. */
  readonly probes: number;
  readonly enrolledProbes: number;
  readonly templates: number;
  /**
   * How often images of one person are taken for another, by how alike the two templates are.
   * @param threshold - At or above it an image is taken for somebody.
   * @returns By rising likeness.
   */
  readonly confusions: (threshold: number) => readonly Confusions[];
}

/** Of all pairs of people whose templates are at least `likeness` alike, and less than the next one's. */
export interface Confusions {
  /** Cosine of what stands for the two. */
  readonly likeness: number;
  /** Images of the one that were compared with the other. */
  readonly images: number;
  readonly taken: number;
}

export interface SearchOptions {
  /** People in the galleries. */
  readonly sizes: readonly number[];
  /** Whether two people, by their places, may be one and the same: such are left out of each other's galleries. */
  readonly mayBeOne: (one: number, other: number) => boolean;
  /** Draws which photos make the template. */
  readonly rng: Rng;
}

/** Nobody's many photos count for more than this. */
const MOST_PROBES = 20;

/**
 * Half of somebody's photos, at most {@link DEFAULT_MAX_EMBEDDINGS}, make the template, the rest search. Of somebody
 * with one photo it fills galleries as a template and is a stranger to those without it.
 *
 * @throws RangeError when the people do not fill the largest gallery.
 */
export function searchGalleries(
  people: readonly PhotographedPerson[],
  { sizes, mayBeOne, rng }: SearchOptions,
): GallerySearches {
  const drawn = people.map(({ embeddings }) => dealPhotos(embeddings, rng));
  const vectors = drawn.map(({ template }) => matchedVectors(template));
  const search = searchAmong(vectors);
  const tally = new GalleryTally(sizes);
  const counts = { probes: 0, enrolledProbes: 0 };
  const strangersOf = (person: number): number[] =>
    people.flatMap((_, other) => (other === person || mayBeOne(person, other) ? [] : other));
  for (const [person, { set, searches }] of people.entries()) {
    if (searches === 'never') continue;
    const strangers = strangersOf(person);
    const { probes } = drawn[person];
    const enrolled = drawn[person].enrolled && searches === 'enrolled';
    for (const probe of probes) {
      const similarities = search(probe);
      counts.probes += 1;
      if (enrolled) counts.enrolledProbes += 1;
      tally.add({
        ...{ person, set },
        own: enrolled ? similarities[person] : null,
        others: Float32Array.from(strangers, (other) => similarities[other]),
      });
    }
  }
  return {
    rates: tally.rates(),
    ...counts,
    templates: people.length,
    confusions: (threshold) => {
      const images = new Float64Array(LIKENESS_STEPS + 1);
      const taken = new Float64Array(LIKENESS_STEPS + 1);
      for (const [person, { searches }] of people.entries()) {
        if (searches === 'never' || !drawn[person].enrolled) continue;
        const strangers = strangersOf(person);
        const likeness = search(vectors[person][0]).map((cosine) =>
          Math.floor(Math.min(1, Math.max(0, cosine)) * LIKENESS_STEPS),
        );
        for (const probe of drawn[person].probes) {
          const similarities = search(probe);
          for (const other of strangers) {
            images[likeness[other]] += 1;
            if (similarities[other] >= threshold) taken[likeness[other]] += 1;
          }
        }
      }
      return Array.from(images, (count, step) => ({
        likeness: step / LIKENESS_STEPS,
        images: count,
        taken: taken[step],
      }));
    },
  };
}

/** Of a cosine of two templates, from 0 to 1. */
const LIKENESS_STEPS = 50;

/** Somebody is warned of a look-alike when at least this share of one's images is taken for the other. */
const LOOK_ALIKE_RATE = 0.01;

/**
 * @returns By how much less than the threshold two templates may be alike and still be look-alikes'; 0 where none below
 * the threshold are.
 */
export function lookAlikeMargin(searches: GallerySearches, threshold: number): number {
  const alike = searches
    .confusions(threshold)
    .filter(
      ({ likeness, images, taken }) =>
        likeness < threshold && images > 0 && taken >= LOOK_ALIKE_RATE * images,
    );
  const least = Math.min(threshold, ...alike.map(({ likeness }) => likeness));
  return Number((threshold - least).toFixed(3));
}

interface DealtPhotos {
  readonly template: readonly Float32Array[];
  readonly probes: readonly Float32Array[];
  /** The probes are other photos than the template's. */
  readonly enrolled: boolean;
}

function dealPhotos(embeddings: readonly Float32Array[], rng: Rng): DealtPhotos {
  if (embeddings.length === 1) return { template: embeddings, probes: embeddings, enrolled: false };
  const mixed = shuffled(rng, embeddings);
  const count = Math.min(DEFAULT_MAX_EMBEDDINGS, Math.ceil(mixed.length / 2));
  return { template: mixed.slice(0, count), probes: mixed.slice(count, count + MOST_PROBES), enrolled: true };
}

/** @returns A search: for each person the cosine of the nearest of their vectors; overwritten by the next search. */
function searchAmong(vectors: readonly (readonly Float32Array[])[]): (probe: Float32Array) => Float32Array {
  const all = vectors.flat();
  const dimension = all[0].length;
  const flat = new Float32Array(all.length * dimension);
  all.forEach((vector, row) => flat.set(vector, row * dimension));
  const owners = vectors.flatMap((own, person) => own.map(() => person));
  const scan = createRowScan(flat, dimension);
  const nearest = new Float32Array(vectors.length);
  return (probe) => {
    scan.run(probe);
    const { sums } = scan;
    nearest.fill(-1);
    for (const [row, person] of owners.entries()) nearest[person] = Math.max(nearest[person], sums[row]);
    return nearest;
  };
}
