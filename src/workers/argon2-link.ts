/** @file Argon2id in a worker of its own each time. */
import * as comlink from 'comlink';
import type { Argon2 } from '../storage/keys/argon2.ts';
import { whenAnyDies } from './watch-worker.ts';

/** @throws Error where the worker cannot be started, or for want of memory. */
export const argon2Elsewhere: Argon2 = async (task) => {
  const worker = new Worker(new URL('./argon2.worker.ts', import.meta.url), {
    type: 'module',
    name: 'argon2',
  });
  const died = whenAnyDies([worker], 'The worker that hashes could not be started.');
  try {
    return await Promise.race([comlink.wrap<Argon2>(worker)(task), died]);
  } finally {
    worker.terminate();
  }
};
