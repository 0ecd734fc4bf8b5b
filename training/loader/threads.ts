/** @file The loader's threads: hands jobs out and their answers back. Knows nothing of steps and batches. */
import { Worker } from 'node:worker_threads';
import type { BatchRow } from '../samplers/types.ts';
import type { Fault, FromWorker, RenderConfig, ToWorker } from './types.ts';

export interface Rendered {
  /** The rows' values, and perhaps more room behind them. Give it back with `recycle`. */
  readonly buffer: ArrayBuffer;
  readonly faults: readonly Fault[];
}

export interface Threads {
  render(rows: readonly BatchRow[]): Promise<Rendered>;
  recycle(buffer: ArrayBuffer): void;
  close(): Promise<void>;
}

interface Pending {
  readonly rows: number;
  readonly resolve: (rendered: Rendered) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly pending: Map<number, Pending>;
  readonly ended: Promise<void>;
}

const ENTRY = new URL('./worker-boot.mjs', import.meta.url);
/** A thread that does not end by itself for so long is ended. */
const PATIENCE_MS = 5000;

export function startThreads(count: number, config: RenderConfig): Threads {
  const { size } = config.tensor;
  const rowBytes = 3 * size * size * Float32Array.BYTES_PER_ELEMENT;
  const spare: ArrayBuffer[] = [];
  let failure: Error | null = null;
  let nextJob = 0;

  const fail = (error: Error): void => {
    failure ??= error;
    for (const { pending } of threads) {
      for (const { reject } of pending.values()) reject(failure);
      pending.clear();
    }
  };
  const startThread = (): Thread => {
    // Flags of the process, such as a test runner's, are not for this thread.
    const worker = new Worker(ENTRY, { workerData: config, execArgv: [] });
    const pending = new Map<number, Pending>();
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'failed') {
        fail(message.error);
        return;
      }
      pending.get(message.job)?.resolve(message);
      pending.delete(message.job);
    });
    worker.on('error', (error: unknown) => fail(error instanceof Error ? error : new Error(String(error))));
    const ended = new Promise<void>((resolve) => {
      worker.on('exit', (code) => {
        fail(new Error(`A thread of the loader ended with code ${code}.`));
        resolve();
      });
    });
    return { worker, pending, ended };
  };
  const threads: Thread[] = Array.from({ length: count }, startThread);

  return {
    render(rows) {
      if (failure) return Promise.reject(failure);
      const bytes = rows.length * rowBytes;
      const fits = spare.findIndex(({ byteLength }) => byteLength >= bytes);
      const buffer = fits >= 0 ? spare.splice(fits, 1)[0] : new ArrayBuffer(bytes);
      // The engine blocks this thread for whole steps, so every job goes to a queue at once.
      const thread = threads.reduce((least, other) => (load(other) < load(least) ? other : least));
      const job = nextJob++;
      const message: ToWorker = { type: 'render', job, rows, buffer };
      thread.worker.postMessage(message, [buffer]);
      return new Promise((resolve, reject) => {
        thread.pending.set(job, { rows: rows.length, resolve, reject });
      });
    },
    recycle(buffer) {
      spare.push(buffer);
    },
    async close() {
      fail(new Error('The loader has been closed.'));
      const message: ToWorker = { type: 'stop' };
      for (const { worker } of threads) worker.postMessage(message);
      const impatience = setTimeout(() => {
        for (const { worker } of threads) void worker.terminate();
      }, PATIENCE_MS);
      await Promise.all(threads.map(({ ended }) => ended));
      clearTimeout(impatience);
    },
  };
}

/** Rows that wait for this thread. */
function load({ pending }: Thread): number {
  let rows = 0;
  for (const job of pending.values()) rows += job.rows;
  return rows;
}
