/** @file `import`: an embedder that others published into a model of the kiosk, with manifest entry and card. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command, Option } from 'commander';
import { ROOT } from '../../scripts/lib/paths.ts';
import { startProgress } from '../../scripts/lib/terminal/progress.ts';
import { PRECISIONS } from '../engine/store-weights.ts';
import type { Precision } from '../engine/store-weights.ts';
import { importModel } from '../export/import-model.ts';
import type { ImportConfig } from '../imports/types.ts';
import { describeGalleries } from './gallery-tables.ts';
import { jsonOption, writeJson } from './json.ts';

interface Flags {
  readonly config: string;
  readonly onnx: string;
  readonly data: string;
  readonly precision: Precision;
  readonly models: string;
  readonly json?: string;
}

const INCLUDED = join(import.meta.dirname, '..', 'imports');

export function importCommand(): Command {
  return new Command('import')
    .description('make a model of a published embedder: check it on two runtimes, calibrate it, describe it')
    .requiredOption('--config <name>', 'what it is, and what it is calibrated on')
    .requiredOption('--onnx <file>', 'the published file')
    .requiredOption('--data <folder>', 'holds the packed datasets')
    .addOption(
      new Option('--precision <name>', 'how the file stores weights').choices(PRECISIONS).default('int8'),
    )
    .option('--models <folder>', 'where model, manifest entry and card go', join(ROOT, 'models'))
    .addOption(jsonOption())
    .action(async ({ config, onnx, data, precision, models, json }: Flags) => {
      const report = await importModel(await loadImport(config), {
        ...{ onnx, precision, dataFolder: data, modelsFolder: models, startProgress },
      });
      const { entry, differenceFromSource, differenceOnWasm, crops, galleries } = report;
      console.log(`${entry.file}: ${entry.bytes} bytes, card ${entry.name}.md, in ${models}`);
      console.log(
        `differences: ${differenceFromSource.toExponential(1)} from the published network, ` +
          `${differenceOnWasm.toExponential(1)} between Node and WebAssembly, on ${crops} crops`,
      );
      console.log(['', ...describeGalleries(galleries)].join('\n'));
      await writeJson(json, { entry, galleries, test: report.test });
    });
}

/** @throws Error saying what there is. */
async function loadImport(name: string): Promise<ImportConfig> {
  const path = join(INCLUDED, `${name}.ts`);
  const names = (await readdir(INCLUDED)).flatMap((file) =>
    file === 'types.ts' ? [] : file.replace(/\.ts$/, ''),
  );
  if (!names.includes(name) || !existsSync(path)) {
    throw new Error(`There is no ${name} to import. Name one of: ${names.join(', ')}.`);
  }
  return ((await import(pathToFileURL(path).href)) as { default: ImportConfig }).default;
}
