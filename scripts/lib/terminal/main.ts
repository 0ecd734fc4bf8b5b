/**
 * @file Runs a command's body: an error becomes its plain message and exit code 2, without a stack.
 */

/** Set `FACEGATE_DEBUG` to see where an error came from. */
export async function main(body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    console.error(process.env.FACEGATE_DEBUG || !(error instanceof Error) ? error : error.message);
    process.exitCode = 2;
  }
}
