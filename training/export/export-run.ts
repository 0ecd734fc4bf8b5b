/**
 * @file From a run to a model that the kiosk trusts: exported, checked, calibrated, measured, entered and described.
 */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeEntry } from '../../scripts/lib/models/add-model/local-manifest.ts';
import type { OnnxModelEntry } from '../../src/core/manifest/types.ts';
import { openPackedDataset } from '../data/packed-reader.ts';
import type { PackedDataset } from '../data/types.ts';
import { exportOnnx } from '../engine/export.ts';
import type { AttackFigures } from '../evaluate/attack-figures.ts';
import type { DatasetResult } from '../evaluate/evaluate-dataset.ts';
import { ImageModel } from '../evaluate/image-model.ts';
import { openNetwork, specOfNetwork } from '../evaluate/network-model.ts';
import type { ModelSpec } from '../evaluate/model-spec.ts';
import { TRAINED_ON } from '../evaluate/galleries.ts';
import { calibrateEmbedder } from './calibrate.ts';
import { compareRuntimes, expectAligned, realCrops, recordGolden } from './check-file.ts';
import { calibrateDetector } from './calibrate-detector.ts';
import type { DetectorCalibration } from './calibrate-detector.ts';
import { modelCard } from './card.ts';
import { findBeside, measureAttackDetector, measureDetector, measureEmbedder } from './measure-exported.ts';
import type { ExportReport, ExportRunOptions } from './report.ts';
import { readTrainedModel } from './trained-model.ts';
import type { TrainedModel } from './trained-model.ts';

const LICENCE = 'Apache-2.0 for the file; research-grade, since its training data is for research only';
/** Of a unit vector's values, and of a probability: far above what providers differ by, far below a wrong answer. */
const GOLDEN_TOLERANCE = { embedder: 1e-3, 'fake-detector': 1e-2, 'attack-detector': 1e-2 } as const;
/** Of single frames: a person stands before the kiosk for many, and they are fused. */
const FALSE_ALARMS = 0.05;

/** @throws Error when the exported file is not the network, on either runtime; then nothing is written. */
export async function exportRun(options: ExportRunOptions): Promise<ExportReport> {
  const trained = await readTrainedModel(options.run, options.checkpoint, options.share);
  const datasets = trained.config.datasets
    .flat()
    .map((name) => openPackedDataset(join(options.dataFolder, name)));
  try {
    for (const dataset of datasets) expectAligned(dataset);
    return await exportTrained(trained, datasets, options);
  } finally {
    for (const dataset of datasets) dataset.close();
  }
}

async function exportTrained(
  trained: TrainedModel,
  datasets: readonly PackedDataset[],
  options: ExportRunOptions,
): Promise<ExportReport> {
  const { network, weights } = trained;
  const { startProgress } = options;
  const role = roleOf(trained);
  const isDetector = role !== 'embedder';
  const { alignment } = trained.config;
  const draft = specOfNetwork(network, options.name, alignment, isDetector ? role : undefined);
  const calibrating = calibrationSets(datasets, options.calibrateOn);
  const beside = role === 'fake-detector' ? await findBeside(options.beside, options.modelsFolder) : null;
  const calibration = isDetector ? await calibrate(trained, calibrating, options) : null;
  const probes = await realCrops(datasets[0], draft);
  const { bytes, difference } = await exportOnnx(network, weights, {
    ...{ precision: options.precision, probes, inputName: draft.input.name },
    output: isDetector ? 'probability' : 'unit',
    ...(draft.output !== null && { outputName: draft.output }),
    ...(calibration && { logitLine: calibration.line }),
  });
  const differenceOnWasm = await compareRuntimes(bytes, probes, network.inputSize);
  const spec: ModelSpec = { ...draft, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
  const model = await ImageModel.open(spec);
  try {
    const base = await entryBase(spec, trained, options);
    let entry: OnnxModelEntry;
    let test: DatasetResult[] = [];
    let attacks: AttackFigures[] = [];
    if (calibration) {
      const { threshold, evidence } = calibration;
      if (beside) {
        entry = { ...base, role: 'fake-detector', threshold, evidence };
        test = await measureDetector(model, entry, beside, datasets, startProgress);
      } else {
        entry = { ...base, role: 'attack-detector', threshold, evidence };
        attacks = await measureAttackDetector(model, entry, datasets, startProgress);
      }
    } else {
      const sources = { datasets: calibrating, fillers: [] };
      const thresholds = await calibrateEmbedder(model, sources, TRAINED_ON, startProgress);
      entry = { ...base, role: 'embedder', dimension: network.outputSize, ...thresholds };
      test = await measureEmbedder(model, entry, datasets, startProgress);
    }
    const report = {
      ...{ entry, calibration, test, attacks, differenceOnWasm },
      ...{ differenceFromTraining: difference, crops: probes.length / (3 * network.inputSize ** 2) },
    };
    await writeEntry(options.modelsFolder, entry, bytes);
    await writeFile(
      join(options.modelsFolder, `${options.name}.md`),
      await modelCard(trained, report, datasets, options),
    );
    return report;
  } finally {
    await model.release();
  }
}

function roleOf({ network, config }: TrainedModel): OnnxModelEntry['role'] {
  return network.outputSize === 1 ? (config.role ?? 'fake-detector') : 'embedder';
}

/** @throws Error naming a dataset that the run was not trained on. */
function calibrationSets(datasets: readonly PackedDataset[], wanted?: readonly string[]): PackedDataset[] {
  const stranger = wanted?.find((name) => !datasets.some((dataset) => basename(dataset.folder) === name));
  if (stranger !== undefined) throw new Error(`The run has no dataset ${stranger} to calibrate on.`);
  return datasets.filter(({ folder }) => wanted?.includes(basename(folder)) ?? true);
}

function calibrate(
  trained: TrainedModel,
  datasets: readonly PackedDataset[],
  { falseAlarms = FALSE_ALARMS, startProgress }: ExportRunOptions,
): Promise<DetectorCalibration> {
  return withNetwork(trained, (model) => calibrateDetector(model, datasets, falseAlarms, startProgress));
}

/** Lets the network as trained be asked, before anything is added to it. */
async function withNetwork<Answer>(
  { network, weights, config }: TrainedModel,
  use: (model: ImageModel) => Promise<Answer>,
): Promise<Answer> {
  const model = await openNetwork(network, weights, config.alignment);
  try {
    return await use(model);
  } finally {
    await model.release();
  }
}

type EntryBase = Omit<
  OnnxModelEntry,
  'role' | 'dimension' | 'operatingPoints' | 'galleries' | 'threshold' | 'evidence'
>;

async function entryBase(
  spec: ModelSpec,
  trained: TrainedModel,
  options: ExportRunOptions,
): Promise<EntryBase> {
  const { name, bytes, sha256, input, output, alignment } = spec;
  return {
    ...{ name, sha256, input, file: `${name}.onnx`, bytes: bytes.length },
    licence: options.licence ?? trained.config.terms?.licence ?? LICENCE,
    source: { kind: 'trained-here' },
    output: output ?? '',
    alignment,
    golden: await recordGolden(spec, GOLDEN_TOLERANCE[roleOf(trained)]),
  };
}
