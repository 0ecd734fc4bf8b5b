/**
 * @file The formats of `--record`, by the file's ending.
 */
import { extname } from 'node:path';
import type { Browser } from '@playwright/test';
import type { RecordedFrame } from './screencast.ts';
import { writeGif, writeWebp } from './write-animation.ts';
import { writeWebm } from './write-webm.ts';

const FORMATS: readonly string[] = ['.gif', '.webm', '.webp'];

export function isRecordingFile(path: string): boolean {
  return FORMATS.includes(extname(path).toLowerCase());
}

/** @throws Error when nothing was recorded, or the file cannot be written. */
export async function writeRecording(
  browser: Browser,
  frames: readonly RecordedFrame[],
  path: string,
): Promise<void> {
  if (frames.length === 0) throw new Error('Nothing was recorded: the page drew no frame.');
  const ending = extname(path).toLowerCase();
  if (ending === '.gif') await writeGif(frames, path);
  else if (ending === '.webp') await writeWebp(frames, path);
  else await writeWebm(browser, frames, path);
}
