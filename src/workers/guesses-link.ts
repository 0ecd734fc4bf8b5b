/** @file Counts the guesses for a passphrase in a worker: the lists of words take a page a quarter of a second. */
import * as comlink from 'comlink';
import type { CountGuesses } from '../storage/keys/count-guesses.ts';
import { whenAnyDies } from './watch-worker.ts';

/** Kept between two keys of somebody who types; ended then, since its memory has seen a passphrase. */
const IDLE_MS = 20_000;

interface Running {
  readonly count: comlink.Remote<CountGuesses>;
  readonly died: Promise<never>;
  readonly end: () => void;
}

let running: Running | null = null;
let idle: ReturnType<typeof setTimeout> | undefined;

/** @throws Error where the worker cannot be started. */
export const guessesElsewhere: CountGuesses = async (passphrase) => {
  running ??= start();
  const { count, died, end } = running;
  clearTimeout(idle);
  try {
    return await Promise.race([count(passphrase), died]);
  } catch (cause) {
    end();
    throw cause;
  } finally {
    clearTimeout(idle);
    idle = setTimeout(end, IDLE_MS);
  }
};

function start(): Running {
  const worker = new Worker(new URL('./guesses.worker.ts', import.meta.url), {
    type: 'module',
    name: 'guesses',
  });
  const died = whenAnyDies([worker], 'The worker that judges passphrases could not be started.');
  const started: Running = {
    count: comlink.wrap<CountGuesses>(worker),
    died,
    end() {
      worker.terminate();
      if (running === started) running = null;
    },
  };
  return started;
}
