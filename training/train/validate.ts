/**
 * @file Measures a network on the people that it is not trained on: the figures that schedules and leaderboards
 * follow.
 */
import type { Alignment } from '../../src/core/align/template.ts';
import { equalErrorRates } from '../../src/core/metrics/equal-error-rate.ts';
import type { EqualErrorRates } from '../../src/core/metrics/equal-error-rate.ts';
import type { PackedDataset } from '../data/types.ts';
import type { Weights } from '../engine/state.ts';
import { compareKinds } from '../evaluate/compare-pairs.ts';
import { drawPairs } from '../evaluate/draw-pairs.ts';
import type { ImageModel } from '../evaluate/image-model.ts';
import { openNetwork } from '../evaluate/network-model.ts';
import { IMPOSTOR_KINDS, isFakeKind, recordsIn } from '../evaluate/pair-kinds.ts';
import type { PairKind, PairsByKind } from '../evaluate/pair-kinds.ts';
import { together } from '../evaluate/pair-figures.ts';
import { detectFakes, embedDataset } from '../evaluate/read-dataset.ts';
import type { Network } from '../nets/types.ts';
import type { DeviceOptions } from '../engine/devices.ts';

export interface ValidationFigures {
  readonly accuracy: number;
  readonly eer: number;
  /** That of a fake detector, which compares nobody, is `eer`. */
  readonly eerReal: number;
  readonly eerFake: number | null;
  readonly pairs: Readonly<Record<string, number>>;
  /** Cosines by kind of pair; for a fake detector, 1 − fakeProbability of real and fake images. */
  readonly similarities: Readonly<Record<string, readonly number[]>>;
}

export interface ValidationSet {
  readonly dataset: PackedDataset;
  readonly pairs: PairsByKind;
}

/** Draws the same pairs for the same seed, so that validations can be compared. */
export function validationSets(
  datasets: readonly PackedDataset[],
  pairsPerKind: number,
  seed: number,
): ValidationSet[] {
  return datasets.map((dataset) => ({
    dataset,
    pairs: drawPairs(dataset, { split: 'validation', perKind: pairsPerKind, seed }).pairs,
  }));
}

export interface ValidateOptions extends DeviceOptions {
  readonly alignment: Alignment;
}

/** @throws Error when the sets hold too little to measure anything. */
export async function validate(
  network: Network,
  weights: Weights,
  sets: readonly ValidationSet[],
  { alignment, ...device }: ValidateOptions,
): Promise<ValidationFigures> {
  const model = await openNetwork(network, weights, alignment, device);
  try {
    return network.outputSize === 1 ? await judgeImages(model, sets) : await comparePeople(model, sets);
  } finally {
    await model.release();
  }
}

async function comparePeople(model: ImageModel, sets: readonly ValidationSet[]): Promise<ValidationFigures> {
  const similarities: Partial<Record<PairKind, Float64Array>> = {};
  for (const { dataset, pairs } of sets) {
    const embeddings = await embedDataset(dataset, recordsIn(pairs), model);
    for (const [kind, found] of Object.entries(compareKinds(pairs, embeddings)) as [
      PairKind,
      Float64Array,
    ][]) {
      similarities[kind] = together({ genuine: similarities[kind], fake: found }, ['genuine', 'fake']);
    }
  }
  const genuine = similarities.genuine ?? new Float64Array(0);
  const against = (kinds: readonly PairKind[]): EqualErrorRates | null => {
    const impostor = together(similarities, kinds);
    return genuine.length > 0 && impostor.length > 0 ? equalErrorRates(genuine, impostor) : null;
  };
  const all = against(IMPOSTOR_KINDS);
  if (!all) {
    throw new Error(
      'The validation split holds no pairs to compare: prepare more people, or another split seed.',
    );
  }
  return {
    ...{ accuracy: accuracyAt(genuine, together(similarities, IMPOSTOR_KINDS), all.eerB.threshold) },
    eer: all.eerB.rate,
    eerReal: against(['other-person'])?.eerB.rate ?? all.eerB.rate,
    eerFake: against(IMPOSTOR_KINDS.filter(isFakeKind))?.eerB.rate ?? null,
    ...listed(similarities),
  };
}

async function judgeImages(model: ImageModel, sets: readonly ValidationSet[]): Promise<ValidationFigures> {
  const trust = { genuine: [] as number[], 'fake-same-person': [] as number[] };
  for (const { dataset, pairs } of sets) {
    for (const [record, probability] of await detectFakes(dataset, recordsIn(pairs), model)) {
      trust[dataset.record(record).isFake ? 'fake-same-person' : 'genuine'].push(1 - probability);
    }
  }
  const fakes = trust['fake-same-person'];
  if (fakes.length === 0) throw new Error('The validation split holds no fakes to measure a detector on.');
  const { eerB } = equalErrorRates(trust.genuine, fakes);
  return {
    accuracy: accuracyAt(trust.genuine, fakes, eerB.threshold),
    eer: eerB.rate,
    eerReal: eerB.rate,
    eerFake: eerB.rate,
    ...listed(trust),
  };
}

function accuracyAt(genuine: ArrayLike<number>, impostor: ArrayLike<number>, threshold: number): number {
  const accepted = (list: ArrayLike<number>): number =>
    Array.from(list).filter((similarity) => similarity >= threshold).length;
  const right = accepted(genuine) + impostor.length - accepted(impostor);
  return right / (genuine.length + impostor.length);
}

function listed(
  lists: Readonly<Record<string, ArrayLike<number>>>,
): Pick<ValidationFigures, 'pairs' | 'similarities'> {
  const entries = Object.entries(lists);
  return {
    pairs: Object.fromEntries(entries.map(([kind, list]) => [kind, list.length])),
    similarities: Object.fromEntries(
      entries.map(([kind, list]) => [kind, Array.from(list, (value) => Number(value.toFixed(4)))]),
    ),
  };
}
