/** @file `--json FILE`, which every command has: its result as data. */
import { writeFile } from 'node:fs/promises';
import { Option } from 'commander';

export function jsonOption(): Option {
  return new Option('--json <file>', 'also write the result there as JSON');
}

/** Does nothing without a file. */
export async function writeJson(file: string | undefined, result: unknown): Promise<void> {
  if (file !== undefined) await writeFile(file, `${JSON.stringify(result, null, 2)}\n`);
}
