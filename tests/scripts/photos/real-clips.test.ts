/** @file Where tools and tests look for clips of real people. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { realClips } from '../../../scripts/lib/photos/real-clips.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clips-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

describe('realClips', () => {
  it('lists the clips of the folder that FACEGATE_CLIPS names, by name', async () => {
    for (const name of ['b.mjpeg', 'a.mjpeg', 'README.md']) await writeFile(join(folder, name), '');
    vi.stubEnv('FACEGATE_CLIPS', folder);
    expect(realClips()).toEqual([join(folder, 'a.mjpeg'), join(folder, 'b.mjpeg')]);
  });

  it('has none where the variable is not set or empty', () => {
    vi.stubEnv('FACEGATE_CLIPS', undefined);
    expect(realClips()).toEqual([]);
    vi.stubEnv('FACEGATE_CLIPS', '');
    expect(realClips()).toEqual([]);
  });

  it('says what is wrong with a folder that is not there', () => {
    vi.stubEnv('FACEGATE_CLIPS', join(folder, 'absent'));
    expect(() => realClips()).toThrow(/FACEGATE_CLIPS.*absent cannot be read/);
  });
});
