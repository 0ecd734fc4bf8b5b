/** @file A worker that dies: who waits for its answer must hear of it, since a call under way never settles then. */

/**
 * @param sentence - Says what could not be done, where the browser gives no reason.
 * @returns Rejects once one of them dies. Nobody need listen.
 */
export function whenAnyDies(workers: readonly Worker[], sentence: string): Promise<never> {
  const died = new Promise<never>((_, reject) => {
    for (const worker of workers) {
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        reject(new Error(event.message || sentence));
      });
    }
  });
  died.catch(() => undefined);
  return died;
}
