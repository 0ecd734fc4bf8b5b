/** @file Run as a process of its own by webgpu.test.ts: the same training steps on both devices, as JSON. */
import { compileProgram } from '../../../training/engine/compile.ts';
import { initialState } from '../../../training/engine/state.ts';
import { TrainingStep } from '../../../training/engine/training-step.ts';
import { slimResNet } from '../../../training/nets/residual.ts';
import { adamW } from '../../../training/optim/adamw.ts';
import { objectiveProgram } from '../../../training/train/objective.ts';
import { normalArray } from '../finite-difference.ts';

const LABELS = [0, 0, 0, 1, 1, 1];
const SIZE = 16;
const STEPS = 3;

const program = compileProgram(
  objectiveProgram({
    network: slimResNet({ inputSize: SIZE, embeddingSize: 8, widths: [4, 8] }),
    losses: [
      {
        ...{ kind: 'quadruplet', weight: 1, margin: 0.3, fakeWeight: 1, embeddings: 'unit' },
        mining: { kind: 'hard', fakesOf: 'anybody' },
      },
    ],
    ...{ batchSize: LABELS.length, classes: 2 },
  }),
  { optimiser: adamW({ weightDecay: 0.01 }), clipNorm: 1, averageDecay: 0.9 },
);
const feeds = {
  images: normalArray(LABELS.length * 3 * SIZE * SIZE, 1),
  labels: Int32Array.from(LABELS),
  sources: new Int32Array(LABELS.length),
  isFake: Float32Array.of(0, 0, 1, 0, 0, 1),
};

async function stepsOn(device: 'cpu' | 'webgpu'): Promise<object> {
  const step = await TrainingStep.create(program, initialState(program, 1), { device });
  const losses: number[] = [];
  for (let at = 0; at < STEPS; at += 1) losses.push((await step.run(feeds, 1e-3)).loss);
  const trained = Array.from(step.state().vectors.trained);
  await step.release();
  return { losses, trained };
}

console.log(JSON.stringify({ cpu: await stepsOn('cpu'), webgpu: await stepsOn('webgpu') }));
