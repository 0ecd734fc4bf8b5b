/** @file Writes a drill's results into a folder: `drill.md` and `drill.json`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drillMarkdown } from './report.ts';
import type { DrillResult } from './run-drill.ts';

/** @returns The two files. */
export async function writeResults(
  folder: string,
  result: DrillResult,
  notes: readonly string[],
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const heldAt = new Date().toISOString();
  const markdown = join(folder, 'drill.md');
  const json = join(folder, 'drill.json');
  await writeFile(markdown, drillMarkdown(result, notes, heldAt.slice(0, 10)));
  await writeFile(json, `${JSON.stringify({ heldAt, notes, ...result }, null, 2)}\n`);
  return [markdown, json];
}
