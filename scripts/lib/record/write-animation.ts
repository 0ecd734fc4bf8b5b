/**
 * @file Writes recorded frames as an animated GIF.
 */
import sharp from 'sharp';
import type { RecordedFrame } from './screencast.ts';

const WIDTH_PX = 480;
/** 10 frames a second: GIF packs moving pictures badly, and its viewers keep no higher rates. */
const FRAME_MS = 100;
/** The last picture stays this long before the loop begins anew. */
const LAST_MS = 1_500;

export async function writeGif(frames: readonly RecordedFrame[], path: string): Promise<void> {
  const kept = thinOut(frames, FRAME_MS);
  const pictures = await Promise.all(
    kept.map(({ jpeg }) => sharp(jpeg).resize({ width: WIDTH_PX }).png({ compressionLevel: 1 }).toBuffer()),
  );
  await sharp(pictures, { join: { animated: true } })
    .gif({ delay: frameDurations(kept, LAST_MS), loop: 0, effort: 4, interFrameMaxError: 6 })
    .toFile(path);
}

/** Drops frames that come sooner than `everyMs` after the one kept before. */
export function thinOut<Frame extends { readonly atMs: number }>(
  frames: readonly Frame[],
  everyMs: number,
): Frame[] {
  const kept: Frame[] = [];
  for (const frame of frames) {
    const last = kept.at(-1);
    if (last === undefined || frame.atMs - last.atMs >= everyMs) kept.push(frame);
  }
  return kept;
}

/** @returns how long each frame shows, in whole milliseconds; the last one `lastMs`. */
export function frameDurations(frames: readonly { readonly atMs: number }[], lastMs: number): number[] {
  return frames.map(({ atMs }, index) =>
    index + 1 < frames.length ? Math.round(frames[index + 1].atMs - atMs) : lastMs,
  );
}
