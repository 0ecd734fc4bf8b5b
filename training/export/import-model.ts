/** @file Makes a published embedder one that the kiosk trusts: checks, calibrates, measures and describes it. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeEntry } from '../../scripts/lib/models/add-model/local-manifest.ts';
import type { EmbedderEntry } from '../../src/core/manifest/types.ts';
import { searchAllSizes } from '../../src/core/metrics/measure-galleries.ts';
import { openPackedDataset } from '../data/packed-reader.ts';
import { exportOnnx } from '../engine/export.ts';
import type { Precision } from '../engine/store-weights.ts';
import type { DatasetResult } from '../evaluate/evaluate-dataset.ts';
import { embedPeople, galleryFigures, NEVER_TRAINED_ON, TEST } from '../evaluate/galleries.ts';
import type { GalleryFigures, GallerySources } from '../evaluate/galleries.ts';
import { ImageModel } from '../evaluate/image-model.ts';
import type { ModelSpec } from '../evaluate/model-spec.ts';
import { perChannel, specOfNetwork } from '../evaluate/network-model.ts';
import { networkFromOnnx } from '../from-onnx/from-onnx.ts';
import type { ImportConfig } from '../imports/types.ts';
import type { Network } from '../nets/types.ts';
import { decodeOnnxModel } from '../onnx/reader.ts';
import type { StartProgress } from '../progress.ts';
import { calibrateEmbedder } from './calibrate.ts';
import { compareRuntimes, expectAligned, realCrops, recordGolden } from './check-file.ts';
import { importedCard } from './imported-card.ts';
import { measureEmbedder } from './measure-exported.ts';

export interface ImportOptions {
  /** The published file. */
  readonly onnx: string;
  readonly precision: Precision;
  /** Holds the packed datasets. */
  readonly dataFolder: string;
  readonly modelsFolder: string;
  readonly startProgress: StartProgress;
}

export interface ImportReport {
  readonly entry: EmbedderEntry;
  readonly network: Network;
  /** Numbers of the network. */
  readonly parameters: number;
  /** Largest difference of an output value from the published file's network in float32, both of length one. */
  readonly differenceFromSource: number;
  readonly differenceOnWasm: number;
  readonly crops: number;
  readonly test: readonly DatasetResult[];
  readonly galleries: readonly GalleryFigures[];
}

/** Of a unit vector's values: far above what providers differ by, far below a wrong answer. */
const GOLDEN_TOLERANCE = 1e-3;

/** @throws Error when the file is not the one of the configuration, or cannot be trusted; then nothing is written. */
export async function importModel(config: ImportConfig, options: ImportOptions): Promise<ImportReport> {
  const published = await readPublished(options.onnx, config);
  const { network, weights } = networkFromOnnx(decodeOnnxModel(published));
  const open = (names: readonly string[]) =>
    names.map((name) => openPackedDataset(join(options.dataFolder, name)));
  const sources = { datasets: open(config.datasets), fillers: open(config.fillers) };
  try {
    for (const dataset of [...sources.datasets, ...sources.fillers]) expectAligned(dataset);
    const draft = draftSpec(network, config);
    const probes = await realCrops(sources.datasets[0], draft);
    const { bytes, difference } = await exportOnnx(network, weights, {
      ...{ precision: options.precision, probes, inputName: draft.input.name, output: 'unit' },
      ...(draft.output !== null && { outputName: draft.output }),
    });
    const differenceOnWasm = await compareRuntimes(bytes, probes, network.inputSize);
    const spec = { ...draft, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
    const measured = await measure(spec, network, config, sources, options.startProgress);
    const report: ImportReport = {
      ...{ ...measured, network, differenceFromSource: difference, differenceOnWasm },
      parameters: Object.values(weights).reduce((sum, { data }) => sum + data.length, 0),
      crops: probes.length / (3 * network.inputSize ** 2),
    };
    await writeEntry(options.modelsFolder, report.entry, bytes);
    await writeFile(join(options.modelsFolder, `${config.name}.md`), importedCard(config, report, options));
    return report;
  } finally {
    for (const dataset of [...sources.datasets, ...sources.fillers]) dataset.close();
  }
}

async function readPublished(path: string, { name, sha256, url }: ImportConfig): Promise<Uint8Array> {
  const bytes = await readFile(path);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) {
    throw new Error(
      `${path} is not the file that ${name} is made of: its SHA-256 is ${found}, wanted is ${sha256}. ` +
        `Its source is ${url}.`,
    );
  }
  return bytes;
}

function draftSpec(network: Network, { name, alignment, mean, std }: ImportConfig): ModelSpec {
  const spec = specOfNetwork(network, name, alignment);
  return { ...spec, input: { ...spec.input, mean: perChannel(mean), std: perChannel(std) } };
}

async function measure(
  spec: ModelSpec,
  network: Network,
  { licence, url }: ImportConfig,
  sources: GallerySources,
  startProgress: StartProgress,
): Promise<Pick<ImportReport, 'entry' | 'test' | 'galleries'>> {
  const model = await ImageModel.open(spec);
  try {
    const { name, sha256, bytes, input, alignment } = spec;
    const entry: EmbedderEntry = {
      ...{ name, file: `${name}.onnx`, sha256, bytes: bytes.length, licence },
      source: { kind: 'published', url },
      ...{ input, output: spec.output ?? '', alignment },
      golden: await recordGolden(spec, GOLDEN_TOLERANCE),
      role: 'embedder',
      dimension: network.outputSize,
      ...(await calibrateEmbedder(model, sources, NEVER_TRAINED_ON, startProgress)),
    };
    const { people, mayBeOne } = await embedPeople(sources, model, TEST, startProgress);
    return {
      entry,
      galleries: entry.galleries ? galleryFigures(searchAllSizes(people, mayBeOne), entry.galleries) : [],
      test: await measureEmbedder(model, entry, sources.datasets, startProgress),
    };
  } finally {
    await model.release();
  }
}
