/** @file Lets the page answer in the middle of long work. */

/** Resolves once whatever waits for the page has had its turn. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
