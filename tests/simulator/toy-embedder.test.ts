/** @file The toy embedder tells the synthetic people apart, and its manifest entry is true. */
import { createHash } from 'node:crypto';
import { InferenceSession, Tensor } from '../../training/engine/onnxruntime.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { cosine } from '../../src/core/embedding/embedding.ts';
import { goldenTensor, maxAbsDifference } from '../../src/core/manifest/golden.ts';
import { parseManifest } from '../../src/core/manifest/parse.ts';
import { SYNTHETIC_PEOPLE } from '../../simulator/synthetic-face.ts';
import { momentAt } from '../../simulator/synthetic-face/motion.ts';
import type { Motion } from '../../simulator/synthetic-face/motion.ts';
import { DRAFT, Portrait } from '../../simulator/synthetic-face/portrait.ts';
import { createEmbed, toyEmbedder } from '../../simulator/toy-embedder.ts';
import type { ToyEmbedder } from '../../simulator/toy-embedder.ts';
import { fitProjection } from '../../simulator/toy-embedder/fit.ts';
import { alignedCrop } from '../../simulator/toy-embedder/population.ts';

const LOOP_S = 4;
const MOMENTS_S = [0.2, 0.9, 1.6, 2.3, 3, 3.7];

type People = readonly (readonly Float32Array[])[];

let toy: ToyEmbedder;
let calm: People;
let turning: People;

// Fitting takes several seconds where the model is not in the cache yet, and drawing takes some on a busy machine.
beforeAll(async () => {
  toy = await toyEmbedder();
  const embed = await createEmbed(toy.model);
  const portraits = Object.values(SYNTHETIC_PEOPLE).map((person) => ({
    person,
    portrait: new Portrait(person, DRAFT),
  }));
  const embeddingsOf = (motion: Motion): Promise<People> =>
    Promise.all(
      portraits.map(({ person, portrait }) =>
        Promise.all(
          MOMENTS_S.map((second) => {
            const frame = portrait.draw(momentAt(person, motion, second, LOOP_S), 1);
            return embed(alignedCrop(frame, 112));
          }),
        ),
      ),
    );
  calm = await embeddingsOf('calm');
  turning = await embeddingsOf('turns');
}, 120_000);

function similarities(people: People): { same: number[]; different: number[] } {
  const all = people.flatMap((own, person) => own.map((embedding) => ({ person, embedding })));
  const same: number[] = [];
  const different: number[] = [];
  for (const [index, first] of all.entries()) {
    for (const second of all.slice(index + 1)) {
      const similarity = cosine(first.embedding, second.embedding);
      (first.person === second.person ? same : different).push(similarity);
    }
  }
  return { same, different };
}

describe('toyEmbedder', () => {
  it('has a manifest entry that the parser takes and that fits the file', () => {
    const { model, entry } = toy;
    expect(parseManifest({ version: 1, models: [entry] }).models).toEqual([entry]);
    expect(entry.sha256).toBe(createHash('sha256').update(model).digest('hex'));
    expect(entry.bytes).toBe(model.length);
    expect(entry.operatingPoints[0].fnmr).toBeLessThan(0.15);
  });

  it('answers the golden tensor with a unit vector, as recorded', async () => {
    const { golden, input, output, dimension } = toy.entry;
    const session = await InferenceSession.create(toy.model);
    const image = goldenTensor(golden.seed, 3 * input.size ** 2);
    const dims = [1, 3, input.size, input.size];
    const answer = await session.run({ [input.name]: new Tensor('float32', image, dims) });
    const embedding = answer[output].data as Float32Array;
    expect(answer[output].dims).toEqual([1, dimension]);
    expect(Math.hypot(...embedding)).toBeCloseTo(1, 5);
    expect(maxAbsDifference(embedding, golden.output)).toBeLessThan(golden.tolerance);
  });

  it('puts people who look ahead on the right sides of its threshold, by a wide margin', () => {
    const { threshold } = toy.entry.operatingPoints[0];
    const { same, different } = similarities(calm);
    const matching = same.filter((similarity) => similarity >= threshold);
    expect(matching.length).toBeGreaterThan(0.9 * same.length);
    expect(Math.max(...different)).toBeLessThan(threshold - 0.25);
  });

  it('tells them apart while they turn, too', () => {
    const { same, different } = similarities(turning);
    expect(Math.min(...same)).toBeGreaterThan(Math.max(...different));
  });
});

describe('fitProjection', () => {
  it('removes the mean and damps what varies within a person', () => {
    // Two people differ in the first value; the second varies a hundred times as much, but within each of them.
    const people = [
      [Float32Array.of(11, 100, 7), Float32Array.of(11, -100, 7)],
      [Float32Array.of(9, 100, 7), Float32Array.of(9, -100, 7)],
    ];
    const { weights, bias } = fitProjection(people);
    const project = (...features: number[]): Float32Array =>
      bias.map((start, row) =>
        features.reduce((sum, value, column) => sum + weights[row * 3 + column] * value, start),
      );
    expect(Math.hypot(...project(10, 0, 7))).toBeCloseTo(0, 4);
    const between = Math.hypot(...project(11, 0, 7));
    const within = Math.hypot(...project(10, 1, 7));
    expect(between / within).toBeGreaterThan(1.5);
  });
});
