/**
 * @file What is done of a preparation, in files of some hundred images each, so that it goes on where it was stopped.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Outcome } from './align-image.ts';

/** A killed process loses less than this many images of each page. */
export const PART_SIZE = 256;

export interface Parts {
  has(part: number): boolean;
  read(part: number): Promise<Outcome[]>;
  write(part: number, outcomes: readonly Outcome[]): Promise<void>;
  remove(): Promise<void>;
}

/**
 * @param folder - Holds the parts; what another plan left there is removed.
 * @param plan - Everything that the outcomes depend on, as plain data.
 */
export async function openParts(folder: string, plan: unknown): Promise<Parts> {
  const planFile = join(folder, 'plan.sha256');
  const digest = createHash('sha256').update(JSON.stringify(plan)).digest('hex');
  const last = existsSync(planFile) ? await readFile(planFile, 'utf8') : null;
  if (last !== digest) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(planFile, digest);
  }
  const fileOf = (part: number): string => join(folder, `part-${String(part).padStart(5, '0')}.bin`);
  return {
    has: (part) => existsSync(fileOf(part)),
    async read(part) {
      // Buffers come back as views of one large buffer, which must not be kept alive by a row.
      return deserialize(await readFile(fileOf(part))) as Outcome[];
    },
    async write(part, outcomes) {
      const unfinished = `${fileOf(part)}.unfinished`;
      await writeFile(unfinished, serialize(outcomes));
      await rename(unfinished, fileOf(part));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
