/**
 * @file A tiny embedder that the project makes itself, for tests that need nothing from outside. It tells the synthetic
 * faces apart and no others: it must never be shipped.
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from '../training/engine/onnxruntime.ts';
import { cosine } from '../src/core/embedding/embedding.ts';
import { goldenTensor } from '../src/core/manifest/golden.ts';
import type { EmbedderEntry, OnnxInput, OperatingPoint } from '../src/core/manifest/types.ts';
import { operatingPoints } from '../src/core/metrics/operating-points.ts';
import { tensorDims, tensorLength, toTensor } from '../src/core/align/to-tensor.ts';
import { encodeOnnxModel } from '../training/onnx/writer.ts';
import { cachePath, makeOnce, sourceHash } from './cache.ts';
import { fitProjection } from './toy-embedder/fit.ts';
import { DIMENSION, embedderNetwork, FEATURES, featureNetwork, INPUT_SIZE } from './toy-embedder/network.ts';
import { drawPopulation } from './toy-embedder/population.ts';
import type { PersonCrops } from './toy-embedder/population.ts';

export interface ToyEmbedder {
  /** The .onnx file. */
  readonly model: Uint8Array;
  /** Its entry in the manifest, with what was measured on synthetic people whom the fit has not seen. */
  readonly entry: EmbedderEntry;
}

/** Turns an aligned crop, RGBA 112×112, into a unit vector [128]. */
export type Embed = (crop: Uint8ClampedArray) => Promise<Float32Array>;

const INPUT: OnnxInput = {
  name: 'input',
  size: INPUT_SIZE,
  layout: 'NCHW',
  channels: 'RGB',
  mean: [127.5, 127.5, 127.5],
  std: [128, 128, 128],
};
const OUTPUT = 'embedding';
const GOLDEN_SEED = 1;
/** Providers add in another order; two unit vectors of one face lie far closer than this. */
const GOLDEN_TOLERANCE = 1e-4;

/** Seeds of other people than those of the test clips. */
const FIT_SEEDS = Array.from({ length: 20 }, (_, index) => 1001 + index);
const MEASURE_SEEDS = Array.from({ length: 12 }, (_, index) => 2001 + index);

const SOURCES = sourceHash([
  'simulator/toy-embedder.ts',
  'simulator/toy-embedder',
  'simulator/synthetic-face',
  'training/onnx',
  'src/core/align',
  'src/core/geometry',
  'src/core/manifest/golden.ts',
  'src/core/metrics',
  'src/core/rng',
  'src/core/align/to-tensor.ts',
]);

/** Made once, then read from `.facegate/fixtures`; up to rounding it is the same on every machine. */
export async function toyEmbedder(): Promise<ToyEmbedder> {
  const sources = await SOURCES;
  const modelPath = cachePath('toy-embedder', 'onnx', sources);
  const entryPath = cachePath('toy-embedder', 'json', sources);
  await makeOnce(modelPath, async (partial) => writeFile(partial, await buildModel()));
  const model = new Uint8Array(await readFile(modelPath));
  await makeOnce(entryPath, async (partial) => writeFile(partial, JSON.stringify(await measure(model))));
  return { model, entry: JSON.parse(await readFile(entryPath, 'utf8')) as EmbedderEntry };
}

/** @returns A function that runs the model in onnxruntime-node. */
export async function createEmbed(model: Uint8Array): Promise<Embed> {
  const session = await InferenceSession.create(model);
  return async (crop) => run(session, toTensor(crop, INPUT));
}

async function buildModel(): Promise<Uint8Array> {
  const session = await InferenceSession.create(encodeOnnxModel(featureNetwork()));
  const people: Float32Array[][] = [];
  for (const { crops } of drawPopulation(FIT_SEEDS, 'turns', INPUT_SIZE)) {
    people.push(await featuresOf(session, crops));
  }
  await session.release();
  return encodeOnnxModel(embedderNetwork(fitProjection(people)));
}

async function featuresOf(session: InferenceSession, crops: PersonCrops['crops']): Promise<Float32Array[]> {
  const images = new Float32Array(crops.length * tensorLength(INPUT));
  crops.forEach((crop, index) => images.set(toTensor(crop, INPUT), index * tensorLength(INPUT)));
  const dims = [crops.length, ...tensorDims(INPUT).slice(1)];
  const { features } = await session.run({ input: new Tensor('float32', images, dims) });
  const values = features.data as Float32Array;
  return crops.map((_, index) => values.slice(index * FEATURES, (index + 1) * FEATURES));
}

async function measure(model: Uint8Array): Promise<EmbedderEntry> {
  const session = await InferenceSession.create(model);
  const golden = await run(session, goldenTensor(GOLDEN_SEED, tensorLength(INPUT)));
  const points = await measureOperatingPoints((crop) => run(session, toTensor(crop, INPUT)));
  await session.release();
  const name = 'toy-embedder';
  return {
    name,
    role: 'embedder',
    file: `${name}.onnx`,
    sha256: createHash('sha256').update(model).digest('hex'),
    bytes: model.length,
    licence: 'Apache-2.0',
    source: { kind: 'trained-here' },
    input: INPUT,
    output: OUTPUT,
    alignment: { template: 'arcface-112', margin: 0 },
    golden: { seed: GOLDEN_SEED, output: Array.from(golden), tolerance: GOLDEN_TOLERANCE },
    dimension: DIMENSION,
    operatingPoints: points,
  };
}

/** People look ahead, as at a door. */
async function measureOperatingPoints(embed: Embed): Promise<OperatingPoint[]> {
  const embeddings: { person: number; embedding: Float32Array }[] = [];
  for (const [person, { crops }] of drawPopulation(MEASURE_SEEDS, 'calm', INPUT_SIZE).entries()) {
    for (const crop of crops) embeddings.push({ person, embedding: await embed(crop) });
  }
  const genuine: number[] = [];
  const impostor: number[] = [];
  for (const [index, first] of embeddings.entries()) {
    for (const second of embeddings.slice(index + 1)) {
      const similarity = cosine(first.embedding, second.embedding);
      (first.person === second.person ? genuine : impostor).push(similarity);
    }
  }
  return operatingPoints(genuine, impostor);
}

async function run(session: InferenceSession, image: Float32Array): Promise<Float32Array> {
  const result = await session.run({ [INPUT.name]: new Tensor('float32', image, tensorDims(INPUT)) });
  return result[OUTPUT].data as Float32Array;
}
