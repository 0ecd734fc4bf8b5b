/** @file Measures an embedder in galleries that packed datasets fill together. */
import type { Galleries } from '../../src/core/manifest/types.ts';
import { galleryRates } from '../../src/core/metrics/gallery-points.ts';
import type { PhotographedPerson } from '../../src/core/metrics/gallery-searches.ts';
import type { SearchedSizes } from '../../src/core/metrics/measure-galleries.ts';
import type { PackedDataset, Split } from '../data/types.ts';
import type { StartProgress } from '../progress.ts';
import type { ImageModel } from './image-model.ts';
import { embedDataset } from './read-dataset.ts';
import { otherNames } from './same-people.ts';

export interface GallerySources {
  /** Their people are enrolled and search. */
  readonly datasets: readonly PackedDataset[];
  /** Their people only fill galleries, and are strangers: photos too small to enrol anybody by. */
  readonly fillers: readonly PackedDataset[];
}

/** Whose images search. */
export interface Searching {
  readonly searches: (split: Split) => boolean;
  /** Whose templates fill the galleries. */
  readonly fills: (split: Split) => boolean;
}

/** For a model that none of these people was shown to: all of them serve but those of the test split. */
export const NEVER_TRAINED_ON: Searching = {
  searches: (split) => split !== 'test',
  fills: (split) => split !== 'test',
};

/** For a model that was trained on the people of the training split: they fill galleries only. */
export const TRAINED_ON: Searching = {
  searches: (split) => split === 'validation',
  fills: (split) => split !== 'test',
};

/** Test people search, in galleries of everybody: there are too few of them to fill a large one. */
export const TEST: Searching = { searches: (split) => split === 'test', fills: () => true };

/** The people of data sets, embedded. */
export interface EmbeddedPeople {
  readonly people: readonly PhotographedPerson[];
  /** Whether two of them, by their places, may be one and the same. */
  readonly mayBeOne: (one: number, other: number) => boolean;
}

interface NamedPerson extends PhotographedPerson {
  readonly name: string;
  /** Data set and its group: people who may be one. */
  readonly group: string;
}

/** @throws Error naming the image whose crop cannot be decoded. */
export async function embedPeople(
  { datasets, fillers }: GallerySources,
  model: ImageModel,
  whose: Searching,
  startProgress?: StartProgress,
): Promise<EmbeddedPeople> {
  const people: NamedPerson[] = [];
  for (const dataset of [...datasets, ...fillers]) {
    const filler = fillers.includes(dataset);
    people.push(...(await peopleOf(dataset, filler, model, whose, startProgress)));
  }
  const twice = otherNames(people.map(({ name }) => name));
  return {
    people,
    mayBeOne: (one, other) => people[one].group === people[other].group || twice[one].has(other),
  };
}

async function peopleOf(
  dataset: PackedDataset,
  filler: boolean,
  model: ImageModel,
  { searches, fills }: Searching,
  startProgress?: StartProgress,
): Promise<NamedPerson[]> {
  const reals = Array.from({ length: dataset.size }, (_, index) => dataset.record(index)).filter(
    ({ isFake, split }) => !isFake && (fills(split) || searches(split)),
  );
  const embeddings = await embedDataset(
    dataset,
    reals.map(({ index }) => index),
    model,
    { startProgress },
  );
  const byIdentity = new Map<number, typeof reals>();
  for (const record of reals) {
    const known = byIdentity.get(record.identity);
    if (known) known.push(record);
    else byIdentity.set(record.identity, [record]);
  }
  return [...byIdentity].map(([identity, records]) => ({
    set: dataset.name,
    name: dataset.identities[identity],
    group: `${dataset.name}/${records[0].group}`,
    embeddings: records.map(({ index }) => embeddings.of(index)),
    searches: !searches(records[0].split) ? 'never' : filler ? 'stranger' : 'enrolled',
  }));
}

/** FNIR and FPIR of one data set's images, or of all together. */
export interface GalleryFigures {
  /** Null: all data sets together, each as heavy as the next. */
  readonly dataset: string | null;
  readonly people: number;
  /** What the threshold is for. */
  readonly fpir: number;
  readonly threshold: number;
  readonly measuredFpir: number;
  /** Null where nobody of it is enrolled. */
  readonly fnir: number | null;
  readonly strangers: number;
  readonly enrolled: number;
}

/** @param galleries - Whose thresholds are tried; those of the model's manifest entry. */
export function galleryFigures({ sizes, searches }: SearchedSizes, { points }: Galleries): GalleryFigures[] {
  const sets = [null, ...new Set(searches.rates.map(({ set }) => set))];
  return points
    .filter(({ people }) => sizes.includes(people))
    .flatMap(({ people, fpir, threshold }) =>
      sets.map((dataset): GalleryFigures => {
        const rates = searches.rates.filter(({ set }) => dataset === null || set === dataset);
        const of = galleryRates(rates, sizes, people);
        const enrolled = rates.reduce((sum, one) => sum + one.enrolledProbes, 0);
        return {
          ...{ dataset, people, fpir, threshold },
          measuredFpir: of.fpir(threshold),
          fnir: enrolled > 0 ? of.fnir(threshold) : null,
          strangers: rates.reduce((sum, one) => sum + one.probes, 0),
          enrolled,
        };
      }),
    );
}
