/** @file Runs what must not overlap one after the other. */

export type InTurn = <Result>(run: () => Promise<Result>) => Promise<Result>;

/** @returns A function that runs what it is given once all before it has settled, and gives its outcome. */
export function createTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const next = last.then(run);
    last = next.catch(() => undefined);
    return next;
  };
}
