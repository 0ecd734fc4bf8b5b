/**
 * @file What follows a run besides its log, which alone is the truth: a tracker may lose events and never fails a run.
 */
import type { RunEvent } from './events.ts';

export interface Tracker {
  /** Returns at once and does not throw. */
  event(event: RunEvent): void;
  /** Sends what is left. Does not reject. */
  close(): Promise<void>;
}
