/** @file Makes batches ahead of the training step, on other threads so that the engine never starves. */
import { checkWhole } from '../samplers/config.ts';
import type { BatchPlan } from '../samplers/types.ts';
import { startThreads } from './threads.ts';
import type { Loader, LoaderConfig } from './types.ts';

export type { Loader, LoaderConfig } from './types.ts';

/** A batch is cut into so many jobs per thread, so that a slow row holds up little. */
const JOBS_PER_THREAD = 2;

interface Batch {
  readonly plan: BatchPlan;
  readonly images: Float32Array;
  readonly ready: Promise<unknown>;
}

/**
 * Starts the threads and the first batches at once. Always `close()` it.
 *
 * @throws RangeError when a knob is out of range. What the threads find wrong reaches `next()`.
 */
export function createLoader(config: LoaderConfig): Loader {
  const { workers, ahead, plan: planAt, tensor, notify } = config;
  checkWhole('workers', workers, 1);
  checkWhole('ahead', ahead, 1);
  checkWhole('fromStep', config.fromStep, 0);
  checkWhole('tensor.size', tensor.size, 1);
  const rowLength = 3 * tensor.size * tensor.size;
  const { datasets, augment } = config;
  const threads = startThreads(workers, { datasets, tensor, augment });
  const told = new Set<string>();
  const spare: Float32Array[] = [];
  const queue: Batch[] = [];
  let nextStep = config.fromStep;
  let given: Float32Array | null = null;
  let isWaiting = false;

  const renderPart = async (
    plan: BatchPlan,
    from: number,
    to: number,
    images: Float32Array,
  ): Promise<void> => {
    const rows = plan.rows.slice(from, to);
    const { buffer, faults } = await threads.render(rows);
    images.set(new Float32Array(buffer, 0, rows.length * rowLength), from * rowLength);
    threads.recycle(buffer);
    for (const fault of faults) {
      if (told.has(fault.path)) continue;
      told.add(fault.path);
      notify?.(fault);
    }
  };
  const startBatch = (): void => {
    const plan = planAt(nextStep);
    nextStep += 1;
    const rows = plan.rows.length;
    const last = spare.pop();
    const images = last?.length === rows * rowLength ? last : new Float32Array(rows * rowLength);
    const part = Math.max(1, Math.ceil(rows / (workers * JOBS_PER_THREAD)));
    const parts = Array.from({ length: Math.ceil(rows / part) }, (_, at) =>
      renderPart(plan, at * part, Math.min(rows, (at + 1) * part), images),
    );
    const ready = Promise.all(parts);
    // Somebody hears of a failure at `next()`, which may come later or never.
    ready.catch(() => undefined);
    queue.push({ plan, images, ready });
  };
  const fill = (): void => {
    while (queue.length < ahead + 1) startBatch();
  };
  const waitForNext = async () => {
    if (given) spare.push(given);
    given = null;
    const askedAt = performance.now();
    fill();
    const { plan, images, ready } = queue[0];
    await ready;
    queue.shift();
    given = images;
    return { plan, images, starvedMs: performance.now() - askedAt };
  };

  try {
    fill();
  } catch (error) {
    void threads.close();
    throw error;
  }
  return {
    async next() {
      if (isWaiting)
        throw new Error('The loader makes one batch after the other: wait for the last next() first.');
      isWaiting = true;
      try {
        return await waitForNext();
      } finally {
        isWaiting = false;
      }
    },
    close: () => threads.close(),
  };
}
