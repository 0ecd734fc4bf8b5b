/**
 * @file The formats of `--record`, by the file's ending.
 */
import { extname } from 'node:path';
import type { RecordedFrame } from './screencast.ts';
import { writeGif, writeWebp } from './write-animation.ts';

const FORMATS: readonly string[] = ['.gif', '.webp'];

export function isRecordingFile(path: string): boolean {
  return FORMATS.includes(extname(path).toLowerCase());
}

/** @throws Error when nothing was recorded, or the file cannot be written. */
export async function writeRecording(frames: readonly RecordedFrame[], path: string): Promise<void> {
  if (frames.length === 0) throw new Error('Nothing was recorded: the page drew no frame.');
  const write = extname(path).toLowerCase() === '.gif' ? writeGif : writeWebp;
  await write(frames, path);
}
