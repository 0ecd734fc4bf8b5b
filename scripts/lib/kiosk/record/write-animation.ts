/**
 * @file Writes recorded frames as a moving picture that any page shows: GIF, or WebP, which is several times smaller.
 */
import sharp, { type Sharp } from 'sharp';
import type { RecordedFrame } from './screencast.ts';

const GIF_WIDTH_PX = 480;
const WEBP_WIDTH_PX = 640;
const WEBP_QUALITY = 55;
/** 10 frames a second: GIF packs moving pictures badly, and its viewers keep no higher rates. */
const FRAME_MS = 100;
/** The last picture stays this long before the loop begins anew. */
const LAST_MS = 1_500;

export async function writeGif(frames: readonly RecordedFrame[], path: string): Promise<void> {
  const kept = thinOut(frames, FRAME_MS);
  await (
    await joined(kept, GIF_WIDTH_PX)
  )
    .gif({ delay: frameDurations(kept, LAST_MS), loop: 0, effort: 4, interFrameMaxError: 6 })
    .toFile(path);
}

export async function writeWebp(frames: readonly RecordedFrame[], path: string): Promise<void> {
  const kept = thinOut(frames, FRAME_MS);
  await (
    await joined(kept, WEBP_WIDTH_PX)
  )
    .webp({ delay: frameDurations(kept, LAST_MS), loop: 0, quality: WEBP_QUALITY, effort: 5 })
    .toFile(path);
}

/** All frames as the pages of one picture. */
async function joined(frames: readonly RecordedFrame[], widthPx: number): Promise<Sharp> {
  const pictures = await Promise.all(
    frames.map(({ jpeg }) => sharp(jpeg).resize({ width: widthPx }).png({ compressionLevel: 1 }).toBuffer()),
  );
  return sharp(pictures, { join: { animated: true } });
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
