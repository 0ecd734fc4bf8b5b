/** @file Removes the folder in which a browser kept what it stored. */
import { rm } from 'node:fs/promises';

/** Tries a few times: a browser that is ending may still write. */
export function removeProfile(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
