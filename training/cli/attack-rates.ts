/** @file `attack-rates`: APCER by species and BPCER of an attack detector, on packed datasets. */
import { Command, Option } from 'commander';
import { startProgress } from '../../scripts/lib/terminal/progress.ts';
import { openPackedDataset } from '../data/packed-reader.ts';
import { SPLITS } from '../data/types.ts';
import type { Split } from '../data/types.ts';
import { attackFigures, judgePresentations } from '../evaluate/attack-figures.ts';
import type { AttackFigures } from '../evaluate/attack-figures.ts';
import { ImageModel } from '../evaluate/image-model.ts';
import { findModel } from '../evaluate/model-spec.ts';
import { attackLines } from '../export/attack-card.ts';
import { jsonOption, writeJson } from './json.ts';
import { modelShelves } from './model-flags.ts';

interface Flags {
  readonly model: string;
  readonly dataset: readonly string[];
  readonly split: Split | 'all';
  readonly byPerson?: boolean;
  readonly json?: string;
}

export function attackRatesCommand(): Command {
  return new Command('attack-rates')
    .description('measure an attack detector: APCER by species, BPCER, with 95 % intervals')
    .requiredOption('--model <name>', 'an attack detector of a manifest')
    .requiredOption('--dataset <folders...>', 'packed datasets, with or without attacks')
    .addOption(new Option('--split <split>', 'whose images').choices([...SPLITS, 'all']).default('test'))
    .option('--by-person', 'BPCER of each person too')
    .addOption(jsonOption())
    .action(async ({ model: name, dataset: folders, split, byPerson, json }: Flags) => {
      const spec = await findModel(name, await modelShelves());
      if (spec.entry?.role !== 'attack-detector') throw new Error(`${name} is no attack detector.`);
      const { threshold } = spec.entry;
      const model = await ImageModel.open(spec);
      const results: AttackFigures[] = [];
      try {
        for (const folder of folders) {
          const dataset = openPackedDataset(folder);
          const options = { split: split === 'all' ? undefined : split, startProgress };
          const judged = await judgePresentations(dataset, model, options);
          results.push(attackFigures(dataset.name, judged, threshold, byPerson));
          dataset.close();
        }
      } finally {
        await model.release();
      }
      console.log(results.flatMap(attackLines).join('\n'));
      await writeJson(json, { model: name, split, results });
    });
}
