/**
 * @file What one stage of `npm test` found.
 */

export interface Failure {
  readonly name: string;
  /** As many lines as it takes to see why. */
  readonly detail: string;
}

export interface Outcome {
  readonly passed: number;
  readonly failures: readonly Failure[];
  readonly skipped: number;
}

/** The outcome of a single check. @param detail - Null when it passed. */
export function oneCheck(name: string, detail: string | null): Outcome {
  return detail === null
    ? { passed: 1, failures: [], skipped: 0 }
    : { passed: 0, failures: [{ name, detail }], skipped: 0 };
}

export function sum(outcomes: readonly Outcome[]): Outcome {
  return {
    passed: outcomes.reduce((total, { passed }) => total + passed, 0),
    failures: outcomes.flatMap(({ failures }) => failures),
    skipped: outcomes.reduce((total, { skipped }) => total + skipped, 0),
  };
}
