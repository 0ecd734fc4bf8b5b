import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  frameDurations,
  thinOut,
  writeGif,
  writeWebp,
} from '../../../../scripts/lib/kiosk/record/write-animation.ts';

const at = (...times: number[]) => times.map((atMs) => ({ atMs }));

describe('thinOut', () => {
  it('drops what comes sooner than the interval after the last one kept', () => {
    expect(thinOut(at(0, 40, 99, 100, 150, 210, 1_000), 100)).toEqual(at(0, 100, 210, 1_000));
  });

  it('keeps nothing of nothing', () => {
    expect(thinOut([], 100)).toEqual([]);
  });
});

describe('frameDurations', () => {
  it('shows each frame until the next, and the last as long as asked', () => {
    expect(frameDurations(at(0, 100.4, 350), 1_500)).toEqual([100, 250, 1_500]);
    expect(frameDurations(at(5), 700)).toEqual([700]);
    expect(frameDurations([], 700)).toEqual([]);
  });
});

describe('moving pictures', () => {
  const painted = (background: string) =>
    sharp({ create: { width: 64, height: 48, channels: 3, background } })
      .jpeg()
      .toBuffer();

  it.each([
    { write: writeGif, ending: 'gif', width: 480 },
    { write: writeWebp, ending: 'webp', width: 640 },
  ])('writes a $ending of every frame kept, for as long as it was seen', async ({ write, ending, width }) => {
    const folder = await mkdtemp(join(tmpdir(), 'facegate-record-'));
    try {
      const path = join(folder, `picture.${ending}`);
      const colours = ['#ff0000', '#ff0000', '#00ff00', '#0000ff'];
      const jpegs = await Promise.all(colours.map(painted));
      await write(
        at(0, 40, 200, 500).map(({ atMs }, index) => ({ jpeg: jpegs[index], atMs })),
        path,
      );
      const { pages, delay, loop, width: across } = await sharp(path, { animated: true }).metadata();
      expect({ pages, delay, loop, across }).toEqual({
        pages: 3,
        delay: [200, 300, 1_500],
        loop: 0,
        across: width,
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
