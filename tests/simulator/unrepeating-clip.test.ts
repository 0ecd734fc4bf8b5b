/** @file A clip that is played for long holds no frame twice, and looks like the one it was made of. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { jpegsIn, writeJpegs } from '../../simulator/mjpeg.ts';
import { unrepeatingClip } from '../../simulator/unrepeating-clip.ts';

const SIZE = 64;

async function jpegOf(shift: number): Promise<Buffer> {
  const pixels = Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, at) => (at * 37 + shift + (at >> 5)) % 256);
  return sharp(pixels, { raw: { width: SIZE, height: SIZE, channels: 3 } })
    .blur(2)
    .jpeg({ quality: 92 })
    .toBuffer();
}

it('changes every round a little', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'facegate-clip-'));
  try {
    const clip = join(folder, 'clip.mjpeg');
    await writeJpegs(clip, await Promise.all(Array.from({ length: 30 }, (_, at) => jpegOf(at * 5))));
    const frames = jpegsIn(await readFile(await unrepeatingClip(clip)));
    expect(new Set(frames.map((frame) => frame.toString('latin1'))).size).toBe(2_700);
    const pixels = await Promise.all(
      [0, 30, 60, 30 * 41, 30 * 89].map((at) => sharp(frames[at]).raw().toBuffer()),
    );
    for (const later of pixels.slice(1)) {
      expect(later.equals(pixels[0])).toBe(false);
      const most = Math.max(...later.map((value, at) => Math.abs(value - pixels[0][at])));
      expect(most).toBeLessThan(24);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
