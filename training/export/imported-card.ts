/** @file The model card of an embedder that others published; no figure comes from elsewhere. */
import { count } from '../../scripts/lib/terminal/rates.ts';
import type { ImportConfig } from '../imports/types.ts';
import { operatingPointOf } from './measure-exported.ts';
import { galleryTable, galleryTestTable, pairTable, testTable } from './embedder-tables.ts';
import type { ImportOptions, ImportReport } from './import-model.ts';
import { sliceSection } from './slice-section.ts';

/** @returns Markdown. */
export function importedCard(
  { name, about, notes, datasets, fillers }: ImportConfig,
  report: ImportReport,
  { precision }: Pick<ImportOptions, 'precision'>,
): string {
  const { entry, network } = report;
  const packed = (names: readonly string[]): string => names.map((one) => `packed/${one}`).join(' ');
  return [
    `# ${entry.name}`,
    '',
    `${about}.`,
    '',
    `- role: ${entry.role}; file \`${entry.file}\`, ${count(entry.bytes)} bytes, SHA-256 \`${entry.sha256}\``,
    `- network: input ${network.inputSize}×${network.inputSize} RGB, output ${network.outputSize} of length one; ` +
      `${count(report.parameters)} numbers, stored as ${precision}`,
    `- licence: ${entry.licence}`,
    ...notes.flatMap((note) => ['', note]),
    '',
    '## How it was made',
    '',
    '```sh',
    `npm run training -- import --config ${name} --onnx ${name}.onnx --data packed --precision ${precision}`,
    '```',
    '',
    `On ${report.crops} real crops the file differs from the published network by at most ` +
      `${report.differenceFromSource.toExponential(1)}. onnxruntime-node differs from onnxruntime-web ` +
      `(WebAssembly) by at most ${report.differenceOnWasm.toExponential(1)}.`,
    ...galleryTable(entry),
    ...(report.galleries.length > 0 ? galleryTestTable(report.galleries) : []),
    ...pairTable(entry, datasets),
    ...report.test.flatMap(testTable),
    ...sliceSection(report.test, operatingPointOf(entry)),
    '',
    '## To measure it again',
    '',
    '```sh',
    `npm run training -- evaluate --model ${name} --dataset ${packed(datasets)} --fill ${packed(fillers)} --galleries --slices`,
    '```',
    '',
    '## Limits',
    '',
    'Photos of adults, mostly of public persons, and hired actors in videos; no children. It was not measured on infrared ' +
      'cameras, on masks, or by sex, age or origin; no data set labels eyewear.',
    '',
  ].join('\n');
}
