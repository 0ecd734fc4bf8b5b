/**
 * @file Reads the JSON report that a test runner wrote.
 */
import { readFile } from 'node:fs/promises';

/** @returns null where the runner ended before it wrote one. */
export async function readReport<T>(path: string): Promise<T | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as T);
}
