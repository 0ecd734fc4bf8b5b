/** @file Waits that end early when they are called off, and that grow with each failure. */

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 30_000;
const MOST_DOUBLINGS = 7;

/** Resolves after `ms`, or at once when `signal` is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
}

/**
 * Doubles from a quarter of a second to half a minute. Half of it is drawn by lot, so that hundreds of doors do not
 * come back at one moment.
 * @param failures - In a row, 0 or more.
 */
export function growingWaitMs(failures: number): number {
  const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, MOST_DOUBLINGS));
  return waitMs * (0.5 + Math.random() / 2);
}
