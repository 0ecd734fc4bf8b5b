/**
 * @file Starts the workers on each backend that a device could use, times it while the tracker works as at the door,
 * and keeps the fastest pair running.
 */
import { fastest } from './backends.ts';
import type { Backend, BackendTiming } from './protocol.ts';
import type { WorkerPair } from './worker-pair.ts';

/** Long enough for a few faces on a slow tablet. */
const TIMED_MS = 700;
/** A graphics card that has not begun by then would keep the door waiting. */
const LONGEST_TRIAL_MS = 30_000;

export interface TriedPair {
  readonly pair: WorkerPair;
  readonly backend: Backend;
  readonly timings: readonly BackendTiming[];
}

/** Starts a pair on a backend. The signal stops the start. */
export type PairStarter = (backend: Backend, signal?: AbortSignal) => Promise<WorkerPair>;

/**
 * @param tried - The simplest first, which every device can run.
 * @throws What the start of the first throws; another that fails is left out.
 */
export async function startFastest(tried: readonly Backend[], start: PairStarter): Promise<TriedPair> {
  const [first, ...others] = tried;
  let pair = await start(first);
  let backend = first;
  const timings: BackendTiming[] = [{ ...first, msPerFace: await timeFaces(pair).catch(() => null) }];
  for (const other of others) {
    const rival = await startInTime(other, start).catch(() => null);
    const msPerFace = rival && (await timeFaces(rival).catch(() => null));
    timings.push({ ...other, msPerFace });
    if (rival === null) continue;
    const best = fastest(timings);
    if (best?.provider === other.provider && best.threads === other.threads) {
      pair.stop();
      [pair, backend] = [rival, other];
    } else rival.stop();
  }
  return { pair, backend, timings };
}

/** Fails where the pair runs on something else than it was asked for. */
async function startInTime(backend: Backend, start: PairStarter): Promise<WorkerPair> {
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort(new Error('It took too long.'));
  }, LONGEST_TRIAL_MS);
  try {
    const pair = await start(backend, limit.signal);
    if (pair.report.provider === backend.provider && pair.report.threads === backend.threads) return pair;
    pair.stop();
    throw new Error('It runs on something else.');
  } finally {
    clearTimeout(timer);
  }
}

/** @returns Milliseconds, while the tracker works. @throws Error where that takes too long. */
async function timeFaces({ vision, recognition }: WorkerPair): Promise<number> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('It took too long.'));
    }, LONGEST_TRIAL_MS);
  });
  try {
    const timed = Promise.all([recognition.time(TIMED_MS), vision.exercise(TIMED_MS)]);
    const [msPerFace] = await Promise.race([timed, tooLong]);
    return msPerFace;
  } finally {
    clearTimeout(timer);
  }
}
