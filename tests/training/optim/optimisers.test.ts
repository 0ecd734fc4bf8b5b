/** @file Optimisers against naive loops on a quadratic bowl whose gradient is known. */
import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../../training/engine/compile.ts';
import type { TrainingOptions, TrainingProgram } from '../../../training/engine/program.ts';
import { initialState } from '../../../training/engine/state.ts';
import { TrainingStep } from '../../../training/engine/training-step.ts';
import { add, mul, reduceSum, square, sub } from '../../../training/graph/ops/index.ts';
import { adamW } from '../../../training/optim/adamw.ts';
import { sgd } from '../../../training/optim/sgd.ts';

/** ½‖w − target‖² + ½‖b‖²: the gradient is w − target and b. */
const bowl: TrainingProgram = {
  inputs: [{ name: 'target', shape: [2], type: 'float32' }],
  build: (scope, { target }) => {
    // Declared first, but excluded from decay, so the layout must move it behind w.
    const b = scope.parameter('b', [1], { kind: 'constant', value: 3 }, { decay: false });
    const w = scope.parameter('w', [2], { kind: 'constant', value: 2 });
    const loss = mul(add(reduceSum(square(sub(w, target))), reduceSum(square(b))), 0.5);
    return { loss, metrics: {} };
  },
};
const TARGET = [1, -1];
const RATES = [0.1, 0.1, 0.05, 0.2, 0.1];

interface Naive {
  p: number[];
  readonly history: number[][];
}

/** @param update - New parameter from old, gradient, its index and the step. */
function naive(update: (p: number, g: number, at: number, step: number, rate: number) => number): Naive {
  const result: Naive = { p: [2, 2, 3], history: [] };
  RATES.forEach((rate, index) => {
    const { p } = result;
    const gradient = [p[0] - TARGET[0], p[1] - TARGET[1], p[2]];
    result.p = p.map((value, at) => update(value, gradient[at], at, index + 1, rate));
    result.history.push(result.p);
  });
  return result;
}

async function train(
  options: TrainingOptions,
): Promise<{ trained: number[]; average: number[]; norm: number }> {
  const compiled = compileProgram(bowl, options);
  const step = await TrainingStep.create(compiled, initialState(compiled, 1), { threads: 1 });
  let norm = 0;
  for (const [at, rate] of RATES.entries()) {
    const report = await step.run({ target: Float32Array.from(TARGET) }, rate);
    if (at === 0) norm = report.gradientNorm;
  }
  const { vectors } = step.state();
  await step.release();
  return {
    trained: Array.from(vectors.trained),
    average: 'average' in vectors ? Array.from(vectors.average) : [],
    norm,
  };
}

const expectClose = (found: number[], expected: number[]): void =>
  expected.forEach((value, at) => expect(found[at]).toBeCloseTo(value, 5));

describe('AdamW', () => {
  it.each([0, 0.3])('with weight decay %s equals a naive loop, biases not decayed', async (weightDecay) => {
    const [m, v] = [
      [0, 0, 0],
      [0, 0, 0],
    ];
    const { p } = naive((value, g, at, step, rate) => {
      m[at] = 0.9 * m[at] + 0.1 * g;
      v[at] = 0.999 * v[at] + 0.001 * g * g;
      const move = m[at] / (1 - 0.9 ** step) / (Math.sqrt(v[at] / (1 - 0.999 ** step)) + 1e-8);
      return value * (1 - (at < 2 ? rate * weightDecay : 0)) - rate * move;
    });
    expectClose((await train({ optimiser: adamW({ weightDecay }) })).trained, p);
  });
});

describe('SGD', () => {
  it.each([
    { momentum: 0, nesterov: false, weightDecay: 0.2 },
    { momentum: 0.9, nesterov: false, weightDecay: 0 },
    { momentum: 0.9, nesterov: true, weightDecay: 0.2 },
  ])('with %o equals a naive loop', async (options) => {
    const velocity = [0, 0, 0];
    const { p } = naive((value, gradient, at, _, rate) => {
      const g = gradient + (at < 2 ? options.weightDecay * value : 0);
      velocity[at] = options.momentum * velocity[at] + g;
      return value - rate * (options.nesterov ? g + options.momentum * velocity[at] : velocity[at]);
    });
    expectClose((await train({ optimiser: sgd(options) })).trained, p);
  });

  it('refuses Nesterov without momentum', () => {
    expect(() => sgd({ momentum: 0, nesterov: true })).toThrow('Nesterov needs a momentum above 0');
  });
});

describe('clipping', () => {
  it('shortens a long gradient, keeps a short one, and reports the length before', async () => {
    const long = Math.hypot(1, 3, 3);
    const clipped = await train({ optimiser: sgd({ momentum: 0 }), clipNorm: 1e-3 });
    expect(clipped.norm).toBeCloseTo(long, 5);
    // Every step moves by rate·0.001 in all.
    const moved = Math.hypot(clipped.trained[0] - 2, clipped.trained[1] - 2, clipped.trained[2] - 3);
    expect(moved).toBeCloseTo(1e-3 * RATES.reduce((sum, rate) => sum + rate, 0), 5);
    const free = await train({ optimiser: sgd({ momentum: 0 }) });
    expect((await train({ optimiser: sgd({ momentum: 0 }), clipNorm: 100 })).trained).toEqual(free.trained);
  });
});

describe('the moving average', () => {
  it('follows the parameters, faster at first', async () => {
    const { history } = naive((value, g, _, __, rate) => value - rate * g);
    let average = [2, 2, 3];
    history.forEach((p, index) => {
      const decay = Math.min(0.3, (2 + index) / (11 + index));
      average = average.map((value, at) => decay * value + (1 - decay) * p[at]);
    });
    const result = await train({ optimiser: sgd({ momentum: 0 }), averageDecay: 0.3 });
    expectClose(result.average, average);
  });
});
