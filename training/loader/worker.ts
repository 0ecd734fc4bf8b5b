/** @file A loader's thread: renders rows one after the other, and answers with their values. */
import { parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { createRenderer } from './render.ts';
import type { Fault, FromWorker, RenderConfig, RenderJob, ToWorker } from './types.ts';

// The threads share the cores already; and no crop comes twice soon enough for a cache.
sharp.concurrency(1);
sharp.cache(false);

if (parentPort === null) throw new Error('worker.ts runs only as a thread of the loader.');
const port = parentPort;
const renderer = createRenderer(workerData as RenderConfig);
let stopped = false;
let last: Promise<void> = Promise.resolve();

port.on('message', (message: ToWorker) => {
  if (message.type === 'stop') stopped = true;
  last = last.then(() => (message.type === 'stop' ? stop() : render(message)));
});

function stop(): void {
  renderer.close();
  port.close();
}

async function render({ job, rows, buffer }: RenderJob): Promise<void> {
  const faults: Fault[] = [];
  try {
    for (const [place, row] of rows.entries()) {
      if (stopped) return;
      const bytes = renderer.rowLength * Float32Array.BYTES_PER_ELEMENT;
      faults.push(
        ...(await renderer.render(row, new Float32Array(buffer, place * bytes, renderer.rowLength))),
      );
    }
    answer({ type: 'rendered', job, buffer, faults }, [buffer]);
  } catch (error) {
    answer({ type: 'failed', job, error: error instanceof Error ? error : new Error(String(error)) });
  }
}

function answer(message: FromWorker, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}
