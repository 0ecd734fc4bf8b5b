/**
 * @file Finds video clips of real people for the tools and tests that can use them. The project ships none.
 */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What a tool or a test says when it does without. */
export const NO_REAL_CLIPS = 'FACEGATE_CLIPS names no folder of real clips.';

/**
 * @returns Paths of the `.mjpeg` clips in the folder that FACEGATE_CLIPS names, one clip per person, by name; empty
 * without the variable.
 * @throws Error when there is no such folder.
 */
export function realClips(): readonly string[] {
  const named = process.env.FACEGATE_CLIPS;
  if (named === undefined || named === '') return [];
  const folder = resolve(named);
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.mjpeg'));
    return names.sort().map((name) => join(folder, name));
  } catch (cause) {
    throw new Error(`FACEGATE_CLIPS: ${folder} cannot be read. Name a folder of .mjpeg clips.`, { cause });
  }
}
