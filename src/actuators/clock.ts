/** @file The clocks and the waits of door outputs, so that tests can bring their own. */
import type { Clock } from './types.ts';

export const CLOCK: Clock = { wallMs: () => Date.now(), steadyMs: () => performance.now() };

/** Ends early, without an error, when `signal` is aborted. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
}
