/**
 * @file One line of the terminal for each step of a command: what is done, then how long it took.
 */

/** @param what - Such as "Building the kiosk". */
export async function timedStep<Result>(what: string, body: () => Promise<Result>): Promise<Result> {
  const startMs = performance.now();
  process.stdout.write(`${what} … `);
  try {
    const result = await body();
    console.log(`${((performance.now() - startMs) / 1000).toFixed(1)} s`);
    return result;
  } catch (error) {
    console.log('failed');
    throw error;
  }
}
