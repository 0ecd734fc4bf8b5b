/** @file `train`: a configuration and packed datasets into a run. */
import { percent } from '../../src/core/metrics/percent.ts';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { DEVICES } from '../engine/devices.ts';
import type { Device } from '../engine/devices.ts';
import { RUN_FILES } from '../run/files.ts';
import { createMlflowTracker } from '../run/mlflow-tracker.ts';
import { createTerminalView } from '../run/terminal-view.ts';
import type { Tracker } from '../run/tracker.ts';
import type { TrainConfig } from '../train/config.ts';
import { loadConfig, withChanges } from '../train/load-config.ts';
import { runTraining } from '../train/run-training.ts';
import { abortOnSignals } from './abort.ts';
import { jsonOption, writeJson } from './json.ts';
import { collect, wholeNumber } from './parse-numbers.ts';

interface Flags {
  readonly config?: string;
  readonly data: string;
  readonly run: string;
  readonly resume: boolean;
  readonly set: string[];
  readonly steps?: number;
  readonly seed?: number;
  readonly init?: string;
  readonly freeze?: string[];
  readonly device: Device;
  readonly threads?: number;
  readonly workers: number;
  readonly mlflow?: string;
  readonly json?: string;
}

export function trainCommand(): Command {
  return new Command('train')
    .description('train a network; Ctrl-C saves a checkpoint, --resume goes on from it')
    .option('--config <name or file>', 'what to train and how; a resumed run keeps the one it has')
    .requiredOption('--data <folder>', 'holds the packed datasets that the configuration names')
    .requiredOption('--run <folder>', 'for the log, the checkpoints and the figures')
    .option('--resume', 'go on from the latest checkpoint of the run', false)
    .option('--set <path=value...>', 'change a knob, such as losses.0.fakeWeight=0.1', collect, [])
    .option('--steps <count>', 'how many steps', wholeNumber)
    .option('--seed <number>', 'of everything random', wholeNumber)
    .option('--init <model.onnx>', 'fine-tune this embedder instead of starting afresh')
    .option('--freeze <pattern...>', 'hold parameters whose names match')
    .addOption(new Option('--device <name>', 'where to compute').choices(DEVICES).default('cpu'))
    .option('--threads <count>', 'CPU threads of one operator; all cores when absent', wholeNumber)
    .option('--workers <count>', 'threads that decode and augment', wholeNumber, availableParallelism())
    .option('--mlflow <url>', 'also send everything to an MLflow server')
    .addOption(jsonOption())
    .action(async (flags: Flags) => {
      const config = await configOf(flags);
      const result = await runTraining({
        ...{ config, device: flags.device, workers: flags.workers, resume: flags.resume },
        ...{ dataFolder: flags.data, runFolder: flags.run, signal: abortOnSignals() },
        ...(flags.threads !== undefined && { threads: flags.threads }),
        trackers: trackersOf(flags, config),
      });
      const { validation, best } = result;
      console.log(
        `${result.finished ? 'finished' : 'interrupted'} after ${result.steps} steps: ${flags.run}`,
      );
      if (validation) {
        const fake = validation.eerFake === null ? '' : `, eer_fake ${percent(validation.eerFake, 2)}`;
        console.log(
          `validation: EER ${percent(validation.eer, 2)}, eer_real ${percent(validation.eerReal, 2)}${fake}`,
        );
      }
      if (best !== null) console.log(`best checkpoint: ${join(flags.run, best)}`);
      await writeJson(flags.json, result);
    });
}

async function configOf(flags: Flags): Promise<TrainConfig> {
  if (flags.config === undefined && !flags.resume) throw new Error('Name a configuration: --config.');
  const { terms, ...config } = await loadConfig(
    flags.resume ? join(flags.run, RUN_FILES.config) : (flags.config ?? ''),
  );
  return withChanges(
    {
      ...config,
      // Those of the configuration's own start, not of another.
      ...(terms && flags.init === undefined && { terms }),
      ...(flags.steps !== undefined && { steps: flags.steps }),
      ...(flags.seed !== undefined && { seed: flags.seed }),
      // Absolute, since the run's folder remembers it.
      ...(flags.init !== undefined && { init: resolve(flags.init) }),
      ...(flags.freeze && { freeze: flags.freeze }),
    },
    flags.set,
  );
}

function trackersOf({ mlflow, run }: Flags, config: TrainConfig): Tracker[] {
  const trackers = [createTerminalView(process.stderr, { totalSteps: config.steps })];
  if (mlflow !== undefined) {
    trackers.push(
      createMlflowTracker({
        url: mlflow,
        experiment: 'facegate',
        runName: run,
        config,
        warn: (message) => console.error(message),
      }),
    );
  }
  return trackers;
}
