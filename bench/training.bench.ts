/** @file Times whole training steps, decoding and augmentation included, beside the machine's own matrix product. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSession, feedTensor } from '../training/engine/devices.ts';
import { TrainingStep } from '../training/engine/training-step.ts';
import { INPUT_MEAN, INPUT_STD, perChannel } from '../training/evaluate/network-model.ts';
import { Graph } from '../training/graph/graph.ts';
import { gemm } from '../training/graph/ops/index.ts';
import { toOnnx } from '../training/graph/to-onnx.ts';
import { createLoader } from '../training/loader/loader.ts';
import { encodeOnnxModel } from '../training/onnx/writer.ts';
import fineTuning from '../training/configs/edgeface-fine-tuned.ts';
import { feedsOf } from '../training/train/batch-feeds.ts';
import type { TrainConfig } from '../training/train/config.ts';
import { buildSession } from '../training/train/session.ts';
import { findStartModel } from '../training/train/start-model.ts';
import type { StartModel } from '../training/train/start-model.ts';
import { writeTinyDataset } from '../simulator/tiny-dataset.ts';
import { createRng } from '../src/core/rng/rng.ts';
import { readProfile, type StepProfile } from './training-profile.ts';

export interface TrainingBench {
  readonly steps: number;
  /** The first is the reference network. */
  readonly networks: readonly TimedNetwork[];
  readonly gflops: number;
  /** Of the matrix product of 2048³ in the same run. */
  readonly matMulGflops: number;
  readonly shareOfPeak: number;
  readonly peakMemoryMb: number;
}

export interface TimedNetwork {
  readonly network: string;
  readonly batch: number;
  /** Parameters that are trained. */
  readonly parameters: number;
  readonly imagesPerSecond: number;
  /** Milliseconds that all threads together were at work for an image, the loader's among them. */
  readonly processorMs: number;
  /** Share of the time that the engine waited for a batch, [0, 1]. */
  readonly starved: number;
}

/** Net a of the engine's measurements: forward, both backward passes and the update of one image at 112². */
const GFLOP_PER_IMAGE = 1.17;
const WARM_UP_STEPS = 4;
const MATRIX = 2048;
const MATMUL_RUNS = 6;
/** As the default of `train`. */
const WORKERS = 2;

/** A network to train. */
interface Case {
  readonly name: string;
  readonly config: TrainConfig;
  readonly from: StartModel | null;
  readonly folder: string;
}

/** All at 112², with the fine-tuning's augmentations on drawn pictures. */
export async function benchTraining(steps: number): Promise<TrainingBench> {
  return withCases(async (cases) => {
    const first = await timeSteps(cases.reference, steps);
    const peakMemoryMb = process.resourceUsage().maxRSS / 1024;
    const networks = [first];
    for (const one of [cases.depthwise, ...cases.fineTuning]) networks.push(await timeSteps(one, steps));
    const matMulGflops = await timeMatMul();
    const gflops = first.imagesPerSecond * GFLOP_PER_IMAGE;
    return { steps, networks, gflops, matMulGflops, peakMemoryMb, shareOfPeak: gflops / matMulGflops };
  });
}

/** Of a network of depthwise layers, and of the shipped recogniser with its last stage free and with all of it free. */
export async function profileTraining(steps: number): Promise<StepProfile[]> {
  return withCases(async ({ depthwise, fineTuning: [lastStage, , , all] }) => {
    const profiles: StepProfile[] = [];
    for (const one of [depthwise, lastStage, all]) profiles.push(await profileSteps(one, steps));
    return profiles;
  });
}

interface Cases {
  /** Net a of the engine's measurements. */
  readonly reference: Case;
  readonly depthwise: Case;
  /** The shipped recogniser: last stage and head, then all of it; each held near its start, then not. */
  readonly fineTuning: readonly Case[];
}

async function withCases<Result>(run: (cases: Cases) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'facegate-bench-'));
  try {
    const datasets = [[await writeTinyDataset(folder)]];
    const sampler = {
      ...{ kind: 'label-balanced' as const, people: 4, fakesPerPerson: 2 },
      ...{ ownFakes: true, made: null },
    };
    const losses = fineTuning.losses.slice(0, 1);
    // 32 images a batch, as in the engine's measurements, and 60 as in the fine-tuning.
    const fresh: TrainConfig = {
      ...{ ...fineTuning, datasets, losses, freeze: [] },
      net: { kind: 'slim-resnet', inputSize: 112, embeddingSize: 128, neck: 'pool' },
      sampler: { ...sampler, realsPerPerson: 6 },
    };
    const mobile: TrainConfig = {
      ...fresh,
      net: { kind: 'mobile-face-net', inputSize: 112, embeddingSize: 128 },
    };
    const held: TrainConfig = { ...fineTuning, datasets, sampler: { ...sampler, realsPerPerson: 13 } };
    const from = await findStartModel(held, { dataFolder: folder, runFolder: folder, resume: false });
    const part = 'EdgeFace-XS, last stage and head';
    return await run({
      reference: { name: 'slim ResNet (net a)', config: fresh, from: null, folder },
      depthwise: { name: 'MobileFaceNet', config: mobile, from: null, folder },
      fineTuning: [
        { name: `${part}, held`, config: held, from, folder },
        { name: part, config: { ...held, losses }, from, folder },
        { name: 'EdgeFace-XS, all, held', config: { ...held, freeze: [] }, from, folder },
        { name: 'EdgeFace-XS, all', config: { ...held, freeze: [], losses }, from, folder },
      ],
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function timeSteps({ name, config, from, folder }: Case, steps: number): Promise<TimedNetwork> {
  const { program, start, sampler, datasets, network } = buildSession(config, folder, from);
  const step = await TrainingStep.create(program, start);
  const loader = createLoader({
    datasets: datasets.map((dataset) => dataset.folder),
    tensor: {
      ...{ size: network.inputSize, alignment: config.alignment },
      ...{ mean: perChannel(INPUT_MEAN), std: perChannel(INPUT_STD) },
    },
    ...{ augment: config.augment, workers: WORKERS, ahead: 4, fromStep: 0 },
    plan: (number) => sampler.batchAt(number),
  });
  let [startMs, starvedMs, before] = [0, 0, process.cpuUsage()];
  try {
    for (let done = -WARM_UP_STEPS; done < steps; done += 1) {
      if (done === 0) [startMs, before] = [performance.now(), process.cpuUsage()];
      const batch = await loader.next();
      if (done >= 0) starvedMs += batch.starvedMs;
      await step.run(feedsOf(batch.plan, batch.images, config.losses, config.seed), 1e-4);
    }
    const elapsedMs = performance.now() - startMs;
    const { user, system } = process.cpuUsage(before);
    const images = steps * sampler.batchSize;
    return {
      ...{ network: name, batch: sampler.batchSize, parameters: program.layout.trained.length },
      imagesPerSecond: (images * 1000) / elapsedMs,
      processorMs: (user + system) / 1000 / images,
      starved: starvedMs / elapsedMs,
    };
  } finally {
    await loader.close();
    await step.release();
    for (const dataset of datasets) dataset.close();
  }
}

async function profileSteps({ name, config, from, folder }: Case, steps: number): Promise<StepProfile> {
  const { program, start, sampler, datasets, network } = buildSession(config, folder, from);
  for (const dataset of datasets) dataset.close();
  const own = await mkdtemp(join(folder, 'profile-'));
  const step = await TrainingStep.create(program, start, { profile: join(own, 'step') });
  const images = new Float32Array(sampler.batchSize * 3 * network.inputSize ** 2);
  const rng = createRng(1);
  images.forEach((_, at) => (images[at] = 2 * rng() - 1));
  const feeds = feedsOf(sampler.batchAt(0), images, config.losses, config.seed);
  for (let done = 0; done < steps; done += 1) await step.run(feeds, 1e-4);
  step.endProfile();
  await step.release();
  return { network: name, batch: sampler.batchSize, operators: await readProfile(own, steps) };
}

/** @returns Billions of operations a second of the best run: what the machine can do when nothing disturbs it. */
async function timeMatMul(): Promise<number> {
  const graph = new Graph();
  const dims = [MATRIX, MATRIX];
  const product = gemm(graph.input('a', dims), graph.input('b', dims));
  const session = await createSession(encodeOnnxModel(toOnnx(graph, { product })));
  const values = new Float32Array(MATRIX * MATRIX).fill(0.5);
  const [a, b] = ['a', 'b'].map((name) => feedTensor(name, 'float32', dims, values));
  let best = Infinity;
  for (let run = 0; run < MATMUL_RUNS; run += 1) {
    const startMs = performance.now();
    await session.run({ a, b });
    best = Math.min(best, performance.now() - startMs);
  }
  await session.release();
  return (2 * MATRIX ** 3) / 1e6 / best;
}
