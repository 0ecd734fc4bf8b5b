/** @file Error rates of an attack detector as ISO/IEC 30107-3 names them: APCER by species of attack, and BPCER. */
import { equalErrorRates } from '../../src/core/metrics/equal-error-rate.ts';
import { areaUnderCurve, rocCurve } from '../../src/core/metrics/roc.ts';
import { attackKindOf } from '../attacks/attack-path.ts';
import type { AttackKind } from '../attacks/attack-path.ts';
import type { PackedDataset, Split } from '../data/types.ts';
import type { StartProgress } from '../progress.ts';
import type { ImageModel } from './image-model.ts';
import { proportion } from './match-rates.ts';
import type { Proportion } from './match-rates.ts';
import { detectFakes } from './read-dataset.ts';

/** One image that a detector judged. */
export interface JudgedPresentation {
  /** [0, 1] */
  readonly attackProbability: number;
  readonly person: string;
  /** Null for a bona fide presentation. */
  readonly attack: AttackKind | null;
}

export interface AttackFigures {
  readonly dataset: string;
  readonly threshold: number;
  /** Share of bona fide presentations taken for attacks; null without any. */
  readonly bpcer: Proportion | null;
  /** Of single people, for sets of few; empty unless asked for. */
  readonly bpcerByPerson: Readonly<Record<string, Proportion>>;
  /** Share of the attacks of a slice that pass; slices overlap, and those without attacks are left out. */
  readonly apcer: Readonly<Record<string, Proportion>>;
  /** Both null unless there are both. */
  readonly auc: number | null;
  readonly eer: number | null;
}

const SLICES: Readonly<Record<string, (kind: AttackKind) => boolean>> = {
  print: ({ species }) => species === 'print',
  'print, framed': ({ species, borderless }) => species === 'print' && !borderless,
  'print, borderless': ({ species, borderless }) => species === 'print' && borderless,
  screen: ({ species }) => species === 'screen',
  'screen, framed': ({ species, borderless }) => species === 'screen' && !borderless,
  'screen, borderless': ({ species, borderless }) => species === 'screen' && borderless,
  'screen, moiré shows': ({ species, moire }) => species === 'screen' && moire,
  'screen, borderless, without moiré': ({ species, borderless, moire }) =>
    species === 'screen' && borderless && !moire,
};

export interface JudgeOptions {
  /** All when absent. */
  readonly split?: Split | undefined;
  readonly startProgress: StartProgress;
}

/** Asks the model about every image of the dataset that counts here. */
export async function judgePresentations(
  dataset: PackedDataset,
  model: ImageModel,
  { split, startProgress }: JudgeOptions,
): Promise<JudgedPresentation[]> {
  const records = Array.from({ length: dataset.size }, (_, index) => dataset.record(index)).filter(
    (record) => split === undefined || record.split === split,
  );
  const indices = records.map(({ index }) => index);
  const found = await detectFakes(dataset, indices, model, startProgress);
  return records.map(({ index, identity, isFake }) => {
    const attackProbability = found.get(index);
    if (attackProbability === undefined) throw new Error(`Image ${index} of ${dataset.name} was not judged.`);
    const attack = isFake ? attackKindOf(dataset.path(index)) : null;
    if (isFake && !attack) {
      throw new Error(
        `${dataset.path(index)} in ${dataset.folder} is no simulated attack. Make them: npm run training -- attacks --help`,
      );
    }
    return { attackProbability, person: dataset.identities[identity], attack };
  });
}

/** @throws RangeError without any presentation. */
export function attackFigures(
  dataset: string,
  judged: readonly JudgedPresentation[],
  threshold: number,
  byPerson = false,
): AttackFigures {
  if (judged.length === 0) throw new RangeError(`${dataset} has no image to judge.`);
  const bonaFide = judged.filter(({ attack }) => attack === null);
  const attacks = judged.filter(({ attack }) => attack !== null);
  const [attackProbabilities, bonaFideProbabilities] = [attacks, bonaFide].map((list) =>
    list.map(({ attackProbability }) => attackProbability),
  );
  const both = attacks.length > 0 && bonaFide.length > 0;
  return {
    ...{ dataset, threshold },
    bpcer: bonaFide.length > 0 ? bpcerOf(bonaFide, threshold) : null,
    bpcerByPerson: byPerson
      ? Object.fromEntries(
          [...new Set(bonaFide.map(({ person }) => person))].map((name) => [
            name,
            bpcerOf(
              bonaFide.filter(({ person }) => person === name),
              threshold,
            ),
          ]),
        )
      : {},
    apcer: Object.fromEntries(
      Object.entries(SLICES).flatMap(([name, belongs]) => {
        const slice = attacks.filter(({ attack }) => attack && belongs(attack));
        const passed = slice.filter(({ attackProbability }) => attackProbability < threshold).length;
        return slice.length === 0 ? [] : [[name, proportion(passed, slice.length)]];
      }),
    ),
    auc: both ? areaUnderCurve(rocCurve(attackProbabilities, bonaFideProbabilities)) : null,
    eer: both ? equalErrorRates(attackProbabilities, bonaFideProbabilities).eerB.rate : null,
  };
}

function bpcerOf(bonaFide: readonly JudgedPresentation[], threshold: number): Proportion {
  const refused = bonaFide.filter(({ attackProbability }) => attackProbability >= threshold).length;
  return proportion(refused, bonaFide.length);
}
