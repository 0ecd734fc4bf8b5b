/** @file Holding a network near its start: it is built twice in one graph, where only its free layers exist twice. */
import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../../training/engine/compile.ts';
import type { CompiledProgram } from '../../../training/engine/program.ts';
import { initialState } from '../../../training/engine/state.ts';
import { TrainingStep } from '../../../training/engine/training-step.ts';
import { networkFromOnnx } from '../../../training/from-onnx/from-onnx.ts';
import { slimResNet } from '../../../training/nets/residual.ts';
import type { Network } from '../../../training/nets/types.ts';
import { sgd } from '../../../training/optim/sgd.ts';
import type { LossTerm } from '../../../training/train/config.ts';
import { objectiveProgram } from '../../../training/train/objective.ts';
import { randomWeights, tinyImages } from '../engine/tiny-programs.ts';
import { smallTransformer } from '../small-transformer.ts';

const LABELS = [0, 0, 0, 1, 1, 1];
const IS_FAKE = [0, 0, 1, 0, 0, 1];
const TRIPLET: LossTerm = {
  ...{ kind: 'quadruplet', weight: 1, margin: 0.3, fakeWeight: 1, embeddings: 'unit' },
  mining: { kind: 'hard', fakesOf: 'anybody' },
};
const HELD: LossTerm = { kind: 'held', weight: 4 };

const transformer = networkFromOnnx(smallTransformer());
/** Everything but the last block and the head. */
const TRUNK = /^model\.(stem|blocks\.0)\./;

function compile(network: Network, losses: LossTerm[], freeze: RegExp[] = []): CompiledProgram {
  const program = objectiveProgram({ network, losses, batchSize: LABELS.length, classes: 2 });
  return compileProgram(program, { optimiser: sgd(), freeze, clipNorm: 1 });
}

const count = ({ model }: CompiledProgram, opType: string): number =>
  model.graph.nodes.filter((node) => node.opType === opType).length;

const feedsFor = ({ inputSize }: Network) => ({
  images: tinyImages(inputSize, 2, 2, 1),
  labels: Int32Array.from(LABELS),
  sources: new Int32Array(LABELS.length),
  isFake: Float32Array.from(IS_FAKE),
});

describe('the graph', () => {
  const alone = compile(transformer.network, [TRIPLET], [TRUNK]);
  const held = compile(transformer.network, [TRIPLET, HELD], [TRUNK]);
  const heldWhole = compile(transformer.network, [TRIPLET, HELD]);

  it('holds what is frozen once, and only the free block and the head twice', () => {
    // Erf is in the free block only, forwards and backwards; Softmax and Split in the frozen one.
    expect([alone, held, heldWhole].map((program) => count(program, 'Erf'))).toEqual([2, 3, 3]);
    // One of the two layer norms is in the free block.
    expect([alone, held, heldWhole].map((program) => count(program, 'LayerNormalization'))).toEqual([
      2, 3, 4,
    ]);
    expect([alone, held, heldWhole].map((program) => count(program, 'Softmax'))).toEqual([1, 1, 2]);
    expect([alone, held, heldWhole].map((program) => count(program, 'Conv'))).toEqual([1, 1, 2]);
    const names = held.start.entries.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['model.blocks.1.fc1.weight', 'model.out.bias']));
    expect(names.filter((name) => TRUNK.test(name))).toEqual([]);
  });

  it('has no backward pass through frozen layers', () => {
    const all = compile(transformer.network, [TRIPLET]);
    // Forward: attention's two, qkv, fc1 and fc2. Backward, two for each of the first kind.
    expect([alone, all].map((program) => count(program, 'MatMul'))).toEqual([5, 9]);
    expect(alone.model.graph.nodes.length).toBeLessThan(0.75 * all.model.graph.nodes.length);
  });
});

describe('holding', () => {
  it('costs nothing at the start, and keeps a network near it that would go away alone', async () => {
    const { network, weights } = transformer;
    const similarity: Record<string, number> = {};
    for (const weight of [0, 4]) {
      const program = compile(network, [TRIPLET, { kind: 'held', weight }], [TRUNK]);
      const step = await TrainingStep.create(program, initialState(program, 1, weights), { threads: 1 });
      const first = await step.run(feedsFor(network), 0.3);
      expect(first.metrics.held).toBeCloseTo(0, 6);
      let last = first;
      for (let round = 0; round < 15; round += 1) last = await step.run(feedsFor(network), 0.3);
      await step.release();
      expect(last.metrics.quadruplet).toBeLessThan(first.metrics.quadruplet);
      similarity[weight] = last.metrics['held.similarity'];
    }
    expect(similarity[0]).toBeLessThan(0.98);
    expect(1 - similarity[4]).toBeLessThan(0.5 * (1 - similarity[0]));
  });

  it('looks at real images only', async () => {
    const { network, weights } = transformer;
    const program = compile(network, [TRIPLET, HELD], [TRUNK]);
    const state = initialState(program, 1, weights);
    // As if training had gone far away already.
    const trained = state.vectors.trained.map((value, at) => value + 0.2 * Math.sin(at));
    const step = await TrainingStep.create(
      program,
      { ...state, vectors: { ...state.vectors, trained } },
      { threads: 1 },
    );
    const feeds = feedsFor(network);
    const all = (await step.run(feeds, 0)).metrics.held;
    const none = (await step.run({ ...feeds, isFake: new Float32Array(LABELS.length).fill(1) }, 0)).metrics
      .held;
    await step.release();
    expect(all).toBeGreaterThan(0.01);
    expect(none).toBe(0);
  });

  it('holds by the running statistics of the start, where batch norms go on', async () => {
    const network = slimResNet({ inputSize: 16, embeddingSize: 8, widths: [4, 8] });
    const freeze = [/^stem/];
    const program = compile(network, [TRIPLET, HELD], freeze);
    const names = program.start.entries.map(({ name }) => name);
    expect(names.some((name) => name.endsWith('mean'))).toBe(true);
    expect(names.filter((name) => name.startsWith('stem'))).toEqual([]);
    const state = initialState(program, 1, randomWeights(network));
    const step = await TrainingStep.create(program, state, { threads: 1 });
    await step.run(feedsFor(network), 0.1);
    const after = step.state();
    await step.release();
    expect(after.vectors.statistics).not.toEqual(state.vectors.statistics);
    expect(after.vectors.start).toEqual(state.vectors.start);
    // A state with another start is of another run.
    const moved = state.vectors.start.map((value) => value + 1);
    expect(() => step.restore({ ...state, vectors: { ...state.vectors, start: moved } })).toThrow('start');
  });

  it('is refused for a run that starts from nothing', () => {
    const network = slimResNet({ inputSize: 16, embeddingSize: 8, widths: [4, 8] });
    const program = compile(network, [TRIPLET, HELD]);
    expect(() => initialState(program, 1)).toThrow('must begin from a whole model (init)');
  });
});
