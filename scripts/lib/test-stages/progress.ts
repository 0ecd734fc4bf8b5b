/**
 * @file Says what a stage of `npm test` is at: on a terminal in one line that is written over, elsewhere in plain
 * lines.
 */
import { stderr } from 'node:process';

/** @param at - Counts from 1. */
export type Progress = (at: number, of: number, what: string) => void;

/** Where nobody watches, a line now and then is enough. */
const UNWATCHED_INTERVAL_MS = 10_000;
const CLEAR_LINE = '\r\u001b[2K';

export function stageProgress(stage: string): Progress {
  let lastMs = -Infinity;
  return (at, of, what) => {
    const line = `${stage.padEnd(6)} ${String(at)} of ${String(of)}: ${what}`;
    if (stderr.isTTY) {
      stderr.write(CLEAR_LINE + line.slice(0, stderr.columns - 1));
    } else if (performance.now() - lastMs >= UNWATCHED_INTERVAL_MS) {
      lastMs = performance.now();
      console.error(line);
    }
  };
}

/** Call it before other lines are printed. */
export function clearProgress(): void {
  if (stderr.isTTY) stderr.write(CLEAR_LINE);
}
