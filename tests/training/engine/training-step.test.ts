/** @file Whole training steps: the gradient, learning, freezing, failing and resuming. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/core/rng/rng.ts';
import { loadCheckpoint, saveCheckpoint } from '../../../training/engine/checkpoint.ts';
import type { TensorData } from '../../../training/engine/devices.ts';
import { compileProgram } from '../../../training/engine/compile.ts';
import type { TrainingOptions, TrainingProgram } from '../../../training/engine/program.ts';
import { initialState, weightsOf } from '../../../training/engine/state.ts';
import { NonFiniteStepError, TrainingStep } from '../../../training/engine/training-step.ts';
import { efficientNet } from '../../../training/nets/efficient-net.ts';
import { adamW } from '../../../training/optim/adamw.ts';
import { sgd } from '../../../training/optim/sgd.ts';
import { normalArray } from '../finite-difference.ts';
import { classProgram, quadrupletProgram, smoothProgram, TINY_NET, tinyImages } from './tiny-programs.ts';

const THREADS = { threads: 1 };
const PEOPLE = 4;
/** Per person 3 real images and 1 fake, in that order. */
const batch: Record<string, TensorData> = {
  images: tinyImages(16, PEOPLE, 3, 1),
  ...(() => {
    const anchors = Array.from({ length: PEOPLE * 3 }, (_, at) => ({
      person: Math.floor(at / 3),
      image: at % 3,
    }));
    const pick = (choose: (a: { person: number; image: number }) => number): Int32Array =>
      Int32Array.from(anchors, choose);
    return {
      anchors: pick((a) => 4 * a.person + a.image),
      positives: pick((a) => 4 * a.person + ((a.image + 1) % 3)),
      negatives: pick((a) => 4 * ((a.person + 1 + a.image) % PEOPLE) + a.image),
      fakes: pick((a) => 4 * a.person + 3),
      weights: new Float32Array(PEOPLE * 3).fill(1),
      fakeWeights: new Float32Array(PEOPLE * 3).fill(1),
    };
  })(),
};
const program = quadrupletProgram(TINY_NET, PEOPLE * 4, PEOPLE * 3, 2);
/** Without the kinks of the margin, which finite differences stumble over. */
const smooth = smoothProgram(TINY_NET, PEOPLE * 4, PEOPLE * 3, PEOPLE);

async function begin(options: TrainingOptions, of: TrainingProgram = program): Promise<TrainingStep> {
  const compiled = compileProgram(of, options);
  return TrainingStep.create(compiled, initialState(compiled, 7), THREADS);
}

describe('a training step', () => {
  it('has the gradient of finite differences in every parameter tensor', async () => {
    const STEP = 1e-4;
    // Plain descent at rate 1 moves by exactly the gradient.
    const step = await begin({ optimiser: sgd({ momentum: 0 }) }, smooth);
    const fed = { ...batch, labels: Int32Array.from({ length: PEOPLE * 4 }, (_, at) => Math.floor(at / 4)) };
    const start = step.state();
    await step.run(fed, 1);
    const moved = step.state().vectors.trained;
    const gradient = start.vectors.trained.map((value, at) => value - moved[at]);
    const lossAt = async (trained: Float32Array): Promise<number> => {
      step.restore({ ...start, vectors: { ...start.vectors, trained } });
      return (await step.run(fed, 0)).loss;
    };
    const rng = createRng(3);
    for (const { name, offset, size } of step.program.layout.trained.entries) {
      const part = gradient.slice(offset, offset + size);
      const length = Math.hypot(...part);
      // Along the gradient, which is well above rounding, and aside from it, which a gradient in part zero would miss.
      const direction = part.map((value) => value / length + (rng() - 0.5) / Math.sqrt(size));
      const scale = (STEP * Math.sqrt(size)) / Math.hypot(...direction);
      const shifted = (sign: number): Float32Array => {
        const trained = start.vectors.trained.slice();
        direction.forEach((value, at) => {
          trained[offset + at] += sign * scale * value;
        });
        return trained;
      };
      const [plus, minus] = [shifted(1), shifted(-1)];
      const expected = plus.reduce((sum, value, at) => sum + (value - minus[at]) * gradient[at], 0);
      const found = (await lossAt(plus)) - (await lossAt(minus));
      // One float32 rounding of a loss near 1 on either side, and 2 % for kinks and curvature.
      const tolerance = 0.02 * Math.abs(expected) + 6e-7;
      expect(Math.abs(found - expected), `${name}: ${found} for ${expected}`).toBeLessThan(tolerance);
      expect(Math.abs(expected), `${name} must stand out of rounding`).toBeGreaterThan(tolerance);
    }
    await step.release();
  });

  it('trains a tiny data set to a loss of zero', async () => {
    const step = await begin({ optimiser: adamW({ weightDecay: 0 }), clipNorm: 5 });
    const first = await step.run(batch, 3e-3);
    expect(first.loss).toBeGreaterThan(0.5);
    let last = first;
    while (last.loss > 1e-3 && last.step < 400) last = await step.run(batch, 3e-3);
    expect(last.loss).toBeLessThan(1e-3);
    // Not only the loss: the fakes have moved away from their person.
    expect(last.metrics.d_neg_fake).toBeGreaterThan(last.metrics.d_pos + 1.9);
    await step.release();
  });

  it('leaves the state untouched when the loss is not finite', async () => {
    const step = await begin({ optimiser: adamW() });
    await step.run(batch, 1e-3);
    const before = step.state();
    const broken = { ...batch, images: new Float32Array(batch.images.length).fill(Number.NaN) };
    await expect(step.run(broken, 1e-3)).rejects.toThrow(NonFiniteStepError);
    expect(step.state()).toEqual(before);
    expect((await step.run(batch, 1e-3)).step).toBe(2);
    await step.release();
  });

  it('says which input is missing or has the wrong length', async () => {
    const step = await begin({ optimiser: adamW() });
    const partial = Object.fromEntries(Object.entries(batch).filter(([name]) => name !== 'fakes'));
    await expect(step.run(partial, 1e-3)).rejects.toThrow('The batch lacks fakes');
    await expect(step.run({ ...batch, weights: new Float32Array(3) }, 1e-3)).rejects.toThrow(
      'Input weights wants float32 [12] (12 values), got float32 with 3.',
    );
    await step.release();
  });

  it('holds frozen parameters and their statistics', async () => {
    const step = await begin({ optimiser: adamW(), freeze: [/^stem/] });
    const before = weightsOf(step.program.layout, step.state());
    await step.run(batch, 1e-2);
    const after = weightsOf(step.program.layout, step.state());
    for (const name of Object.keys(before)) {
      const same = before[name].data.every((value, at) => value === after[name].data[at]);
      expect(same, name).toBe(name.startsWith('stem'));
    }
    await step.release();
  });

  it('starts from given weights, and refuses those of another shape', () => {
    const compiled = compileProgram(program, { optimiser: adamW() });
    const weight = { dims: [4], data: Float32Array.of(1, 2, 3, 4) };
    const state = initialState(compiled, 7, { 'stem.norm.scale': weight });
    expect(weightsOf(compiled.layout, state)['stem.norm.scale'].data).toEqual(weight.data);
    expect(() =>
      initialState(compiled, 7, { 'stem.norm.scale': { dims: [2], data: new Float32Array(2) } }),
    ).toThrow('weight stem.norm.scale has shape [2], the model wants [4]');
  });

  it('refuses to freeze everything', () => {
    expect(() => compileProgram(program, { optimiser: adamW(), freeze: [/./] })).toThrow('nothing to train');
  });
});

describe('resuming', () => {
  it('from a checkpoint gives the same loss curve, dropout and average included', async () => {
    const network = efficientNet({
      ...{ inputSize: 16, embeddingSize: 4, stem: 4, last: 16, dropoutRate: 0.4 },
      table: [{ expansion: 2, channels: 4, repeats: 1, stride: 2, kernel: 3 }],
    });
    const compiled = compileProgram(classProgram(network, 4), {
      ...{ optimiser: sgd({ nesterov: true, weightDecay: 1e-3 }), averageDecay: 0.9 },
    });
    const data = { images: normalArray(4 * 3 * 256, 8), labels: Int32Array.of(0, 1, 2, 3) };
    const folder = await mkdtemp(join(tmpdir(), 'facegate-'));
    const path = join(folder, 'run.checkpoint');
    const run = async (step: TrainingStep, count: number): Promise<number[]> => {
      const losses: number[] = [];
      for (let at = 0; at < count; at += 1) losses.push((await step.run(data, 0.05)).loss);
      return losses;
    };
    const straight = await TrainingStep.create(compiled, initialState(compiled, 1), THREADS);
    await run(straight, 3);
    await saveCheckpoint(path, {
      ...{ state: straight.state(), layout: compiled.layout, optimiser: 'sgd', extra: { epoch: 2 } },
    });
    const expected = await run(straight, 4);
    const checkpoint = await loadCheckpoint(path);
    const resumed = await TrainingStep.create(compiled, checkpoint.state, THREADS);
    expect(checkpoint.extra).toEqual({ epoch: 2 });
    expect(await run(resumed, 4)).toEqual(expected);
    expect(resumed.state()).toEqual(straight.state());
    expect(new Set(expected).size).toBe(4);
    await Promise.all([straight.release(), resumed.release(), rm(folder, { recursive: true })]);
  });
});
