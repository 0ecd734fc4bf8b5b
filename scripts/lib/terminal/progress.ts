/**
 * @file A progress bar on the terminal's error stream, so that what is printed as the result stays clean.
 */
import { SingleBar } from 'cli-progress';

/** Where nobody watches, a line now and then is enough. */
const UNWATCHED_INTERVAL_MS = 15_000;

export interface Progress {
  step(): void;
  stop(): void;
}

/** @param what - Such as "photos". */
export function startProgress(total: number, what: string): Progress {
  const bar = new SingleBar({
    format: `{bar} {value}/{total} ${what}, {speed}/s, {eta_formatted} left`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    noTTYOutput: true,
    notTTYSchedule: UNWATCHED_INTERVAL_MS,
    etaBuffer: 50,
  });
  const startMs = performance.now();
  let done = 0;
  bar.start(total, 0, { speed: '–' });
  return {
    step() {
      done += 1;
      const seconds = (performance.now() - startMs) / 1000;
      bar.update(done, { speed: (done / seconds).toFixed(1) });
    },
    stop() {
      bar.stop();
    },
  };
}
