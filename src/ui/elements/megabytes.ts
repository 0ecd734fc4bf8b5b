/** @file How sizes are told. */

/** A million bytes, as file sizes are told. */
export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}
