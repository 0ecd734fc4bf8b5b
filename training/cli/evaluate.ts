/** @file `evaluate`: every figure of a model on packed datasets and pair lists. */
import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { startProgress } from '../../scripts/lib/terminal/progress.ts';
import { searchAllSizes } from '../../src/core/metrics/measure-galleries.ts';
import { openPackedDataset } from '../data/packed-reader.ts';
import { SPLITS } from '../data/types.ts';
import type { Split } from '../data/types.ts';
import { DEFAULT_PAIRS_PER_KIND } from '../evaluate/draw-pairs.ts';
import { evaluateDataset } from '../evaluate/evaluate-dataset.ts';
import type { DatasetResult, PairListFile } from '../evaluate/evaluate-dataset.ts';
import { embedPeople, galleryFigures, TEST } from '../evaluate/galleries.ts';
import type { GalleryFigures } from '../evaluate/galleries.ts';
import type { ImageModel } from '../evaluate/image-model.ts';
import { SOURCE_SIZES } from '../evaluate/id-rate.ts';
import { standardThreshold } from '../evaluate/model-spec.ts';
import type { ModelSpec } from '../evaluate/model-spec.ts';
import { PAIRS_FILE } from '../evaluate/pair-csv.ts';
import { describeEvaluation } from './evaluation-tables.ts';
import { describeGalleries } from './gallery-tables.ts';
import { jsonOption, writeJson } from './json.ts';
import { addModelOptions, modelShelves, openModels } from './model-flags.ts';
import type { ModelFlags } from './model-flags.ts';
import { countNumber, numberList, peopleTimesPhotos, wholeNumber } from './parse-numbers.ts';

interface Flags extends ModelFlags {
  readonly model: string;
  readonly dataset: readonly string[];
  readonly pairs?: string;
  readonly split: Split | 'all';
  readonly perKind: number;
  readonly seed: number;
  readonly thresholds?: number[];
  readonly query: [number, number];
  readonly distractors: [number, number];
  readonly flip?: true;
  readonly parity?: true;
  readonly slices?: true;
  readonly galleries?: true;
  readonly fill: readonly string[];
  readonly json?: string;
}

/** For a model without operating points; the first is that of systems 1 and 2 (docs/sources.md #19). */
const USUAL_THRESHOLDS = [0.2, 0.3, 0.4, 0.5];

/** LFW's list, as `prepare --layout lfw` keeps it. */
const LFW_FILE = 'pairs.txt';

export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .description('measure a model: EER, AUC, error rates with their intervals, by kind of pair')
    .requiredOption('--model <model>', 'an .onnx file, or the name of a model of the manifests')
    .option(
      '--dataset <folder...>',
      'packed datasets, each measured by itself on pairs that are drawn from it',
      [],
    )
    .option(
      '--pairs <path>',
      `a packed dataset with its own ${PAIRS_FILE}, or a list over the images of --dataset`,
    )
    .addOption(
      new Option('--split <split>', 'whose people are compared').choices([...SPLITS, 'all']).default('test'),
    )
    .option('--per-kind <count>', 'pairs drawn of each kind', countNumber, DEFAULT_PAIRS_PER_KIND)
    .option('--seed <number>', 'of the draw', wholeNumber, 1)
    .option(
      '--thresholds <cosines>',
      "where to count errors, such as 0.2,0.3; the model's operating points otherwise",
      numberList,
    )
    .addOption(
      new Option('--query <people x photos>', 'of the ID rate')
        .argParser(peopleTimesPhotos)
        .default([SOURCE_SIZES.queryPeople, SOURCE_SIZES.queryImages], '50x6'),
    )
    .addOption(
      new Option('--distractors <people x photos>', 'of the ID rate, at most')
        .argParser(peopleTimesPhotos)
        .default([SOURCE_SIZES.distractorPeople, SOURCE_SIZES.distractorImages], '50x60'),
    )
    .option('--flip', 'add the embeddings of the mirrored crops, as LFW scores are often given')
    .option(
      '--parity',
      'take curves and thresholds as the systems of docs/sources.md do, to compare with their figures',
    )
    .option('--slices', 'also by image condition: head turn, sharpness, exposure, skin luminance')
    .option(
      '--galleries',
      'also searches in galleries that the datasets fill together, at the thresholds of the manifest',
    )
    .option('--fill <folder...>', 'packed datasets that only fill galleries, and are strangers', []);
  return addModelOptions(command).addOption(jsonOption()).action(evaluate);
}

async function evaluate(flags: Flags): Promise<void> {
  const folders = datasetFolders(flags);
  const pairList = flags.pairs === undefined ? undefined : await pairListAt(flags.pairs);
  const models = await openModels(flags.model, flags, await modelShelves());
  try {
    const { spec } = models.model;
    const results: DatasetResult[] = [];
    for (const folder of folders) {
      const dataset = openPackedDataset(folder);
      try {
        const result = await evaluateDataset(dataset, {
          model: models.model,
          fakeDetector: models.fakeDetector,
          split: flags.split === 'all' ? undefined : flags.split,
          pairList,
          perKind: flags.perKind,
          seed: flags.seed,
          thresholds: flags.thresholds ?? thresholdsOf(spec),
          flip: flags.flip,
          parity: flags.parity,
          slices: flags.slices,
          sliceThreshold: standardThreshold(spec),
          idRateSizes: {
            queryPeople: flags.query[0],
            queryImages: flags.query[1],
            distractorPeople: flags.distractors[0],
            distractorImages: flags.distractors[1],
          },
          startProgress,
        });
        if (results.length > 0) console.log('');
        console.log(describeEvaluation(result).join('\n'));
        results.push(result);
      } finally {
        dataset.close();
      }
    }
    const galleries = flags.galleries ? await evaluateGalleries(models.model, flags) : null;
    if (galleries) console.log(['', ...describeGalleries(galleries)].join('\n'));
    const { fakeDetector } = models;
    await writeJson(flags.json, {
      model: aboutModel(spec),
      fakeDetector: fakeDetector
        ? { ...aboutModel(fakeDetector.model.spec), threshold: fakeDetector.threshold }
        : null,
      seed: flags.seed,
      flip: flags.flip ?? false,
      parity: flags.parity ?? false,
      results,
      galleries,
    });
  } finally {
    await models.close();
  }
}

/** @throws Error for a model without thresholds for galleries, and where a test split is not what is asked for. */
async function evaluateGalleries(
  model: ImageModel,
  { dataset, fill, split }: Flags,
): Promise<readonly GalleryFigures[]> {
  const { entry, name } = model.spec;
  if (entry?.role !== 'embedder' || !entry.galleries) {
    throw new Error(
      `${name} has no thresholds for galleries in a manifest. Calibrate it: export, or import.`,
    );
  }
  if (split !== 'test') throw new Error('Galleries are measured with test people: leave --split out.');
  const [datasets, fillers] = [dataset, fill].map((folders) => folders.map(openPackedDataset));
  try {
    const { people, mayBeOne } = await embedPeople({ datasets, fillers }, model, TEST, startProgress);
    return galleryFigures(searchAllSizes(people, mayBeOne), entry.galleries);
  } finally {
    for (const one of [...datasets, ...fillers]) one.close();
  }
}

function aboutModel({ name, sha256, input, alignment }: ModelSpec): object {
  return { name, sha256, input, alignment };
}

function thresholdsOf({ entry }: ModelSpec): readonly number[] {
  return entry?.role === 'embedder'
    ? entry.operatingPoints.map(({ threshold }) => threshold)
    : USUAL_THRESHOLDS;
}

/** @throws Error unless the two options name at least one dataset, and one only where there is a list. */
function datasetFolders({ dataset, pairs }: Flags): readonly string[] {
  if (pairs === undefined) {
    if (dataset.length === 0) throw new Error('Name what to measure on: --dataset or --pairs.');
    return dataset;
  }
  if (!existsSync(pairs)) throw new Error(`--pairs ${pairs}: there is no such file or folder.`);
  if (statSync(pairs).isDirectory()) {
    if (dataset.length > 0) {
      throw new Error(`--pairs ${pairs} is a folder, so it is the dataset too: leave --dataset out.`);
    }
    return [pairs];
  }
  if (dataset.length !== 1) {
    throw new Error(`--pairs ${pairs} is a list: name the one packed dataset of its images with --dataset.`);
  }
  return dataset;
}

/** @throws Error when a folder keeps no list. */
async function pairListAt(pairs: string): Promise<PairListFile> {
  const places = statSync(pairs).isDirectory() ? [join(pairs, PAIRS_FILE), join(pairs, LFW_FILE)] : [pairs];
  const path = places.find((place) => existsSync(place));
  if (path === undefined) {
    throw new Error(
      `${pairs} holds neither ${PAIRS_FILE} nor ${LFW_FILE}. Prepare it with --layout pairs, pair-csv or lfw, ` +
        'or measure it with --dataset.',
    );
  }
  return { path, text: await readFile(path, 'utf8') };
}
