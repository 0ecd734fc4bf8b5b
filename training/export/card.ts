/** @file The model card: what a model is, how it was made, and what was measured; no figure comes from elsewhere. */
import { basename } from 'node:path';
import { percent } from '../../src/core/metrics/percent.ts';
import { count } from '../../scripts/lib/terminal/rates.ts';
import { dataCommands, trainCommandOf } from './commands.ts';
import { ATTACK_LIMITS, attackLines } from './attack-card.ts';
import { galleryTable, pairTable, testTable } from './embedder-tables.ts';
import { calibrationLines, detectorTestLines } from './detector-card.ts';
import type { ExportReport, ExportRunOptions } from './report.ts';
import type { PackedDataset } from '../data/types.ts';
import { operatingPointOf } from './measure-exported.ts';
import { sliceSection } from './slice-section.ts';
import type { TrainedModel } from './trained-model.ts';

/** @returns Markdown. */
export async function modelCard(
  trained: TrainedModel,
  report: ExportReport,
  datasets: readonly PackedDataset[],
  options: ExportRunOptions,
): Promise<string> {
  const { config, network } = trained;
  const { entry } = report;
  const parameters = Object.values(trained.weights).reduce((sum, { data }) => sum + data.length, 0);
  const lines = [
    `# ${entry.name}`,
    '',
    `${config.about.charAt(0).toUpperCase()}${config.about.slice(1)}.`,
    '',
    `- role: ${entry.role}; file \`${entry.file}\`, ${count(entry.bytes)} bytes, SHA-256 \`${entry.sha256}\``,
    `- network: ${network.name}, input ${network.inputSize}×${network.inputSize} RGB, output ${network.outputSize}; ` +
      `${count(parameters)} numbers, stored as ${options.precision}`,
    `- trained for ${count(trained.step)} steps (configuration \`training/configs/${config.name}.ts\`)` +
      (options.share === undefined
        ? ''
        : `; its weights are ${percent(options.share)} of the way from the start to the trained ones`),
    `- licence: ${entry.licence}`,
    '',
    '## Data and its terms',
    '',
    ...(config.terms?.notes ?? []).flatMap((note) => [note, '']),
    ...(config.terms ? ['Changed here: trained on, as stands below.', ''] : []),
    `Packed datasets: ${config.datasets.flat().join(', ')}. LFW is for research; CelebA and the DeepFake Detection ` +
      'Challenge are for non-commercial research without redistribution. **So these weights are research-grade**: ' +
      'they show that the system works. For a door of your own, retrain on photos that you have the right to use; ' +
      'the commands below do it.',
    '',
    'A seeded hash of their names splits people: 80 % to train on, 10 % to validate on and 10 % to test on. ' +
      'Validation chooses thresholds and the checkpoint; nothing was tuned on test people.',
    '',
    '## How it was made',
    '',
    '```sh',
    ...dataCommands(datasets),
    await trainCommandOf(config, `runs/${entry.name}`),
    `npm run training -- export --run runs/${entry.name} --data packed --name ${entry.name} --precision ${options.precision}` +
      (options.share === undefined ? '' : ` --share ${options.share}`) +
      (options.calibrateOn ? ` --calibrate-on ${options.calibrateOn.join(' ')}` : '') +
      (options.falseAlarms === undefined ? '' : ` --false-alarms ${options.falseAlarms}`) +
      (options.beside === undefined ? '' : ` --beside ${options.beside}`),
    '```',
    '',
    `On ${report.crops} real crops the exported file differs from the network as trained by at most ` +
      `${report.differenceFromTraining.toExponential(1)}. onnxruntime-node differs from onnxruntime-web ` +
      `(WebAssembly) by at most ${report.differenceOnWasm.toExponential(1)}.`,
    ...(entry.role === 'embedder'
      ? [...pairTable(entry, options.calibrateOn), ...galleryTable(entry)]
      : report.calibration
        ? calibrationLines(entry.role, report.calibration, options.calibrateOn)
        : []),
    ...report.test.flatMap((result) =>
      entry.role === 'embedder' ? testTable(result) : detectorTestLines(result),
    ),
    ...(entry.role === 'embedder' ? sliceSection(report.test, operatingPointOf(entry)) : []),
    ...(report.attacks.length > 0
      ? ['', '## Test people, simulated attacks', ...report.attacks.flatMap(attackLines)]
      : []),
    ...reproduceLines(entry, config.datasets.flat(), options.beside),
    '',
    '## Limits',
    '',
    ...(config.init === undefined
      ? []
      : [`It starts as ${basename(config.init)}, and will share that model’s leanings and its terms.`, '']),
    'Photos of adults, mostly of public persons, and hired actors in videos; no children. Neither the network nor ' +
      'its thresholds were measured on infrared cameras, on masks, or by sex, age or origin; no data set labels eyewear. ' +
      (entry.role === 'attack-detector'
        ? ATTACK_LIMITS
        : 'The fakes are those of one data set and those made from its own photos: other makers of fakes will do better against it.'),
    '',
  ];
  return lines.join('\n');
}

function reproduceLines(
  { name, role }: ExportReport['entry'],
  datasets: readonly string[],
  beside?: string,
): string[] {
  const packed = datasets.map((dataset) => `packed/${dataset}`);
  const flags = packed.map((folder) => `--dataset ${folder}`).join(' ');
  const line =
    role === 'attack-detector'
      ? `attack-rates --model ${name} --dataset ${packed.join(' ')} --split test`
      : `evaluate --model ${beside === undefined ? name : `${beside} --fake-detector ${name}`} ` +
        `${flags} --split test${beside === undefined ? ' --slices' : ''}`;
  return ['', '## To measure it again', '', '```sh', `npm run training -- ${line}`, '```'];
}
