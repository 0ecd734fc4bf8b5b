/** @file Threads: the same pixels however many there are, and every failure heard of. */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ARCFACE } from '../../../src/core/align/template.ts';
import type { AugmentConfig } from '../../../training/augment/types.ts';
import { createLoader } from '../../../training/loader/loader.ts';
import { createRenderer } from '../../../training/loader/render.ts';
import type { Fault, Loader, LoaderConfig } from '../../../training/loader/types.ts';
import type { BatchPlan } from '../../../training/samplers/types.ts';
import { imageOf, planAt, rowOf, writeDataset } from './faces-dataset.ts';

// Threads take a while to start on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const AUGMENT: AugmentConfig = {
  colour: { probability: 0.5, jitter: { brightness: 0.3 } },
  flip: { probability: 0.5 },
  noise: { probability: 0.5, variance: [10, 50] },
};
const STEPS = 2;
let config: LoaderConfig;

const oneRowAt = (step: number): BatchPlan => ({ step, epoch: 0, rows: [rowOf(0)] });
/** Nothing more after `STEPS`, so that what the loader does ahead costs nothing. */
const fakesAt = (step: number): BatchPlan => (step <= STEPS ? planAt(step) : { step, epoch: 0, rows: [] });

beforeAll(async () => {
  config = {
    datasets: [await writeDataset()],
    tensor: { size: 24, alignment: ARCFACE, mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5] },
    augment: AUGMENT,
    workers: 1,
    ahead: 2,
    plan: oneRowAt,
    fromStep: 0,
  };
});
afterAll(() => rm(config.datasets[0], { recursive: true }));

async function withLoader<T>(change: Partial<LoaderConfig>, use: (loader: Loader) => Promise<T>): Promise<T> {
  const loader = createLoader({ ...config, ...change });
  try {
    return await use(loader);
  } finally {
    await loader.close();
  }
}

describe('createLoader', () => {
  it('gives the same pixels with several threads as with none, from any step on', async () => {
    const renderer = createRenderer(config);
    const expected: Float32Array[] = [];
    for (let step = 1; step <= STEPS; step += 1) {
      const images = new Float32Array(6 * renderer.rowLength);
      for (const [place, row] of planAt(step).rows.entries()) {
        await renderer.render(
          row,
          images.subarray(place * renderer.rowLength, (place + 1) * renderer.rowLength),
        );
      }
      expected.push(images);
    }
    renderer.close();
    await withLoader({ workers: 2, plan: fakesAt, fromStep: 1 }, async (loader) => {
      for (let step = 1; step <= STEPS; step += 1) {
        const { plan, images, starvedMs } = await loader.next();
        expect(plan).toEqual(planAt(step));
        expect(images).toEqual(expected[step - 1]);
        expect(starvedMs).toBeGreaterThanOrEqual(0);
      }
    });
  });

  it('plans each step once and no further than told, tells of a broken image once, and ends with the plan', async () => {
    const faults: Fault[] = [];
    const planned: number[] = [];
    const plan = (step: number): BatchPlan => {
      planned.push(step);
      if (step === 11) throw new Error('no step 11');
      return { step, epoch: 0, rows: [rowOf(imageOf(2, 1)), rowOf(imageOf(2, 1))] };
    };
    await withLoader({ plan, fromStep: 7, notify: (fault) => faults.push(fault) }, async (loader) => {
      expect(planned).toEqual([7, 8, 9]);
      await loader.next();
      await loader.next();
      expect(planned).toEqual([7, 8, 9, 10]);
      await expect(loader.next()).rejects.toThrow(/no step 11/);
    });
    expect(faults.map(({ path }) => path)).toEqual([`${config.datasets[0]}/cat/1.jpg`]);
  });

  it('hands on what fails in a thread, every time', async () => {
    const failing: [Partial<LoaderConfig>, RegExp][] = [
      [{ datasets: ['no/such/folder'] }, /no packed dataset/],
      [{ plan: (step) => ({ step, epoch: 0, rows: [rowOf(99)] }) }, /images 0 to 11, not 99/],
    ];
    for (const [change, message] of failing) {
      await withLoader(change, async (loader) => {
        await expect(loader.next()).rejects.toThrow(message);
        await expect(loader.next()).rejects.toThrow(message);
      });
    }
  });

  it('refuses two calls at a time, and calls after closing', async () => {
    const loader = createLoader(config);
    const first = loader.next();
    await expect(loader.next()).rejects.toThrow(/wait for the last next/);
    const closed = loader.close();
    await expect(first).rejects.toThrow(/has been closed/);
    await closed;
    await expect(loader.next()).rejects.toThrow(/has been closed/);
  });

  it.each([
    [{ workers: 0 }, /workers/],
    [{ ahead: 0 }, /ahead/],
    [{ fromStep: -1 }, /fromStep/],
  ])('refuses %o', (change, message) => {
    expect(() => createLoader({ ...config, ...change })).toThrow(message);
  });
});
