/**
 * @file Whole runs on a tiny dataset: to zero loss, interrupted and resumed to the same curve, refused when it cannot
 * be.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ARCFACE } from '../../../src/core/align/template.ts';
import { readTrainedModel } from '../../../training/export/trained-model.ts';
import type { RunEvent, StepEvent } from '../../../training/run/events.ts';
import { readRun } from '../../../training/run/read-run.ts';
import type { TrainConfig } from '../../../training/train/config.ts';
import { runTraining } from '../../../training/train/run-training.ts';
import type { TrainingResult } from '../../../training/train/run-training.ts';
import { writeTinyDataset } from '../../../simulator/tiny-dataset.ts';

let folder: string;
let config: TrainConfig;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegate-train-'));
  config = {
    ...{ name: 'tiny', about: 'a test', seed: 3, alignment: ARCFACE },
    datasets: [[await writeTinyDataset(folder)]],
    net: { kind: 'slim-resnet', inputSize: 32, widths: [8, 16], embeddingSize: 16 },
    sampler: {
      ...{ kind: 'label-balanced', people: 4, realsPerPerson: 2, fakesPerPerson: 1 },
      ...{ ownFakes: true, made: null },
    },
    augment: { flip: { probability: 0.5 }, noise: { probability: 0.3, variance: [5, 20] } },
    losses: [
      {
        ...{ kind: 'quadruplet', weight: 1, margin: 0.3, fakeWeight: 1, embeddings: 'unit' },
        mining: { kind: 'hard', fakesOf: 'anybody' },
      },
    ],
    optimiser: { kind: 'adamw' },
    ...{ clipNorm: 5, averageDecay: 0.9, steps: 80, earlyStop: null },
    schedule: { kind: 'cosine', rate: 5e-3, floor: 1e-4, warmUpSteps: 5 },
    validation: { everySteps: 40, pairsPerKind: 50 },
    ...{ checkpointEverySteps: 10, logEverySteps: 1 },
  };
});
afterAll(() => rm(folder, { recursive: true }));

interface Begin {
  readonly run: string;
  readonly resume?: boolean;
  readonly changes?: Partial<TrainConfig>;
  /** Interrupts the run after this step. */
  readonly stopAfter?: number;
}

function begin({ run, resume = false, changes = {}, stopAfter }: Begin): Promise<TrainingResult> {
  const abort = new AbortController();
  const tracker = {
    event: (event: RunEvent) => {
      if (event.type === 'step' && event.step === stopAfter) abort.abort();
    },
    close: () => Promise.resolve(),
  };
  return runTraining({
    ...{ config: { ...config, ...changes }, dataFolder: folder, runFolder: join(folder, run), resume },
    ...{ workers: 1, threads: 1, trackers: [tracker], signal: abort.signal },
  });
}

async function curveOf(run: string): Promise<StepEvent[]> {
  const { events } = await readRun(join(folder, run));
  return events.filter((event): event is StepEvent => event.type === 'step');
}

describe('a training run', () => {
  it('learns a tiny dataset to zero loss, and to tell its unseen people and fakes apart', async () => {
    const { finished, validation, best } = await begin({ run: 'whole' });
    expect(finished).toBe(true);
    const curve = await curveOf('whole');
    expect(curve[0].loss).toBeGreaterThan(0.1);
    const last = curve.slice(-10);
    expect(last.reduce((sum, { loss }) => sum + loss, 0) / last.length).toBeLessThan(0.01);
    expect(validation?.eerReal).toBeLessThan(0.2);
    const trained = await readTrainedModel(join(folder, 'whole'), best ?? undefined);
    expect(trained.network.outputSize).toBe(16);
  });

  it('goes on after an interruption to the very same losses, with a log as if nothing had been', async () => {
    const changes = { steps: 40 };
    await begin({ run: 'straight', changes });
    const interrupted = await begin({ run: 'broken', changes, stopAfter: 23 });
    expect(interrupted).toMatchObject({ finished: false, steps: 23 });
    const resumed = await begin({ run: 'broken', changes, resume: true });
    expect(resumed).toMatchObject({ finished: true, steps: 40 });
    const losses = async (run: string): Promise<unknown[]> =>
      (await curveOf(run)).map(({ step, loss, gradientNorm }) => [step, loss, gradientNorm]);
    expect(await losses('broken')).toEqual(await losses('straight'));
    const history = JSON.parse(
      await readFile(join(folder, 'broken', 'performance_history.json'), 'utf8'),
    ) as unknown[];
    expect(history).toHaveLength(1);
  });

  it('does not overwrite a run, and does not resume one of another network', async () => {
    await begin({ run: 'kept', changes: { steps: 6 } });
    await expect(begin({ run: 'kept' })).rejects.toThrow('already holds a run');
    const wider: Partial<TrainConfig> = {
      net: { kind: 'slim-resnet', inputSize: 32, widths: [8, 24], embeddingSize: 16 },
    };
    await expect(begin({ run: 'kept', resume: true, changes: wider })).rejects.toThrow('another model');
  });

  it('names a data set that is not there', async () => {
    await expect(begin({ run: 'nowhere', changes: { datasets: [['missing']] } })).rejects.toThrow(
      'missing is no packed dataset',
    );
  });
});
