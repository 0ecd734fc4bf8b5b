/** @file Lets the page answer in the middle of long work. */

/** Resolves after the page has handled the events that were waiting. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
