/** @file Work at the hub that is begun again after each failure and each lost link, until it is called off. */
import type { Link } from '../link-types.ts';
import { growingWaitMs, pause } from '../waiting.ts';

export interface Run {
  /** Aborted when the link is lost, or when all is called off. */
  readonly signal: AbortSignal;
  /** Something went well: the next failure counts as the first one. */
  readonly wentWell: () => void;
}

/** @param onFailure - Gets what `work` threw. @returns When `signal` is aborted. */
export async function keepGoing(
  link: Link,
  signal: AbortSignal,
  work: (run: Run) => Promise<void>,
  onFailure: (error: unknown) => void,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    await link.whenUp(signal);
    if (isAborted(signal)) return;
    const linked = new AbortController();
    const end = (): void => linked.abort();
    const unheard = link.onStatus(end);
    signal.addEventListener('abort', end);
    if (link.status !== 'up') end();
    try {
      await work({ signal: linked.signal, wentWell: () => (failures = 0) });
    } catch (error) {
      // A lost link is no failure of the work: `whenUp` waits for it.
      if (!linked.signal.aborted) onFailure(error);
    } finally {
      unheard();
      // Nothing that the work began goes on.
      end();
      signal.removeEventListener('abort', end);
    }
    await pause(growingWaitMs(failures++), signal);
  }
}

/** What happened while something was waited for. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
