/** @file Configurations: every included one builds, and a mistyped knob is refused. */
import { describe, expect, it } from 'vitest';
import edgeface from '../../../training/configs/edgeface-fine-tuned.ts';
import { compileProgram } from '../../../training/engine/compile.ts';
import { networkOf } from '../../../training/nets/network-spec.ts';
import { slimResNet } from '../../../training/nets/residual.ts';
import type { Network } from '../../../training/nets/types.ts';
import type { TrainConfig } from '../../../training/train/config.ts';
import { adamW } from '../../../training/optim/adamw.ts';
import { createAugmenter } from '../../../training/augment/augmenter.ts';
import { createControl } from '../../../training/train/control.ts';
import { includedConfigs, loadConfig, withChanges } from '../../../training/train/load-config.ts';
import { objectiveProgram } from '../../../training/train/objective.ts';
import { createStepLog } from '../../../training/train/step-log.ts';

/** A configuration's network, or a quick one of its kind. */
function networkFor(net: TrainConfig['net']): Network {
  if (net.kind === 'imported') {
    return slimResNet({ inputSize: 16, widths: [8, 16], embeddingSize: net.head?.outputSize ?? 8 });
  }
  // IR-101 takes seconds to compile; its shallower kin has the same parts.
  return networkOf('depth' in net ? { ...net, depth: 18 as const } : net);
}

describe('the included configurations', () => {
  it('are named by their files, and their losses compile with their networks', async () => {
    const names = await includedConfigs();
    expect(names).toContain('edgeface-fine-tuned');
    expect(names).toContain('system-0-kryptonite');
    for (const name of names) {
      const config = await loadConfig(name);
      expect(config.name).toBe(name);
      createControl(config, 100);
      createAugmenter(config.augment);
      const program = objectiveProgram({
        ...{ network: networkFor(config.net), losses: config.losses, batchSize: 4, classes: 3 },
      });
      expect(compileProgram(program, { optimiser: adamW() }).layout.trained.length, name).toBeGreaterThan(
        1000,
      );
    }
  });

  it('are offered when there is no such one', async () => {
    await expect(loadConfig('nonsense')).rejects.toThrow('edgeface-fine-tuned');
  });
});

describe('changes', () => {
  it('reach into lists and objects, as JSON or text', () => {
    const changed = withChanges(edgeface, [
      'losses.0.fakeWeight=0.1',
      'name=mine',
      'earlyStop={"patience":3}',
    ]);
    expect(changed.losses[0]).toMatchObject({ fakeWeight: 0.1 });
    expect(changed).toMatchObject({ name: 'mine', earlyStop: { patience: 3 } });
    expect(edgeface.losses[0].fakeWeight).toBe(1);
  });

  it.each(['losses.7.weight=1', 'stepz=3', 'steps'])('are refused when they lead nowhere: %s', (change) => {
    expect(() => withChanges(edgeface, [change])).toThrow();
  });
});

describe('the control', () => {
  const stuck = { step: 1, loss: 0.6, gradientNorm: 1, metrics: { d_pos: 0, d_neg_real: 0 } };

  it('raises the alarm once when the loss sits at its margin', () => {
    const control = createControl({ ...edgeface, losses: [edgeface.losses[0]] }, 100);
    const alarms = Array.from({ length: 500 }, () => control.watch(stuck)).filter((alarm) => alarm !== null);
    expect(alarms).toHaveLength(1);
    expect(alarms[0]).toContain('embeddings are alike');
  });

  it('goes on from its state', () => {
    const plateau = {
      ...edgeface,
      schedule: { kind: 'plateau', rate: 1, factor: 0.5, patience: 0 },
    } as const;
    const figures = { eer: 0.3, accuracy: 0.7, eerReal: 0.3, eerFake: null };
    const first = createControl(plateau, 100);
    first.observe(figures);
    first.observe(figures);
    const second = createControl(plateau, 100);
    second.restore(JSON.parse(JSON.stringify(first.state())));
    expect(first.rateAt(500)).toBe(0.5);
    expect(second.rateAt(500)).toBe(0.5);
    expect(() => second.restore({})).toThrow();
  });
});

it('logs means over the steps since the last line, and leaves other work out of the time', () => {
  let now = 0;
  const log = createStepLog(2, 10, () => now);
  const report = (step: number, loss: number) => ({
    step,
    loss,
    gradientNorm: loss,
    metrics: { m: loss * 2 },
  });
  const context = { epoch: 0, learningRate: 0.1, starvedMs: 25 };
  expect(log.add(report(1, 1), context)).toBeNull();
  now = 100;
  expect(log.add(report(2, 3), context)).toMatchObject({
    ...{ step: 2, loss: 2, imagesPerSecond: 200, starved: 0.5, metrics: { m: 4 } },
  });
  now = 5_000;
  log.restart();
  now = 5_100;
  log.add(report(3, 1), context);
  expect(log.add(report(4, 1), context)?.imagesPerSecond).toBe(200);
});
