/** @file `export`: a run into a model of the kiosk, with manifest entry and card. */
import { percent } from '../../src/core/metrics/percent.ts';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { ROOT } from '../../scripts/lib/paths.ts';
import { startProgress } from '../../scripts/lib/terminal/progress.ts';
import { PRECISIONS } from '../engine/store-weights.ts';
import type { Precision } from '../engine/store-weights.ts';
import { exportRun } from '../export/export-run.ts';
import { finiteNumber } from './parse-numbers.ts';
import { jsonOption, writeJson } from './json.ts';

interface Flags {
  readonly run: string;
  readonly checkpoint?: string;
  readonly share?: number;
  readonly calibrateOn?: readonly string[];
  readonly falseAlarms?: number;
  readonly beside?: string;
  readonly name: string;
  readonly data: string;
  readonly precision: Precision;
  readonly models: string;
  readonly licence?: string;
  readonly json?: string;
}

export function exportCommand(): Command {
  return new Command('export')
    .description('make a model of a run: check it on two runtimes, calibrate it, measure it, describe it')
    .requiredOption('--run <folder>', 'the run')
    .option('--checkpoint <file>', 'within the run; the best by EER when absent')
    .option('--share <number>', 'of the trained weights, the rest being those it started from', finiteNumber)
    .option('--calibrate-on <datasets...>', 'choose thresholds on these only; on all when absent')
    .option(
      '--false-alarms <share>',
      'of a detector: real images of any dataset that may be taken for fakes or attacks; 0.05 when absent',
      finiteNumber,
    )
    .option('--beside <embedder>', 'of a fake detector: the model that it is measured together with')
    .requiredOption('--name <name>', 'of the model, in kebab-case')
    .requiredOption('--data <folder>', 'holds the packed datasets of the run')
    .addOption(
      new Option('--precision <name>', 'how the file stores weights').choices(PRECISIONS).default('float32'),
    )
    .option('--models <folder>', 'where model, manifest entry and card go', join(ROOT, 'models'))
    .option('--licence <text>', 'of the model; that of what the run started from, or Apache-2.0, when absent')
    .addOption(jsonOption())
    .action(async (flags: Flags) => {
      const report = await exportRun({
        ...flags,
        dataFolder: flags.data,
        modelsFolder: flags.models,
        startProgress,
      });
      const { entry } = report;
      console.log(`${entry.file}: ${entry.bytes} bytes, card ${entry.name}.md, in ${flags.models}`);
      console.log(
        `differences: ${report.differenceFromTraining.toExponential(1)} from training, ` +
          `${report.differenceOnWasm.toExponential(1)} between Node and WebAssembly, on ${report.crops} crops`,
      );
      if (entry.role === 'embedder') {
        for (const { fmr, threshold, fnmr } of entry.operatingPoints) {
          console.log(`FMR ${fmr}: threshold ${threshold}, FNMR ${percent(fnmr, 2)}`);
        }
      } else {
        const { threshold, evidence } = entry;
        console.log(
          `threshold ${threshold}` +
            (evidence
              ? `: false alarms ${percent(evidence.falseAlarmRate, 2)}, missed fakes ${percent(evidence.missRate, 2)}`
              : ''),
        );
      }
      await writeJson(flags.json, report);
    });
}
