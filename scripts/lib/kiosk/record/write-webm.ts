/**
 * @file Writes recorded frames as a WebM video. The browser that recorded them encodes them too (WebCodecs), in a page
 * whose every file comes from here.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Route } from '@playwright/test';
import type * as Mediabunny from 'mediabunny';
import { ROOT } from '../../paths.ts';
import { frameDurations } from './write-animation.ts';
import type { RecordedFrame } from './screencast.ts';

/** Never resolved: each request is answered here. WebCodecs needs a secure origin. */
const ORIGIN = 'https://recorder.invalid';
const MEDIABUNNY = join(ROOT, 'node_modules', 'mediabunny', 'dist', 'bundles', 'mediabunny.mjs');
const LAST_MS = 1_500;

export async function writeWebm(
  browser: Browser,
  frames: readonly RecordedFrame[],
  path: string,
): Promise<void> {
  const library = await readFile(MEDIABUNNY, 'utf8');
  const page = await browser.newPage();
  try {
    await page.route(`${ORIGIN}/**`, (route) => answer(route, library, frames));
    await page.goto(ORIGIN);
    const durations = frameDurations(frames, LAST_MS);
    const times = frames.map(({ atMs }, index) => ({ at: atMs / 1_000, duration: durations[index] / 1_000 }));
    const base64 = await page.evaluate(encodeInPage, times);
    await writeFile(path, Buffer.from(base64, 'base64'));
  } finally {
    await page.close();
  }
}

async function answer(route: Route, library: string, frames: readonly RecordedFrame[]): Promise<void> {
  const { pathname } = new URL(route.request().url());
  const index = /^\/frame\/(\d+)$/.exec(pathname)?.[1];
  if (pathname === '/mediabunny.mjs') {
    await route.fulfill({ contentType: 'text/javascript', body: library });
  } else if (index !== undefined) {
    await route.fulfill({ contentType: 'image/jpeg', body: frames[Number(index)].jpeg });
  } else {
    await route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>recorder</title>' });
  }
}

/** When a frame begins and how long it shows, in seconds. */
interface FrameTime {
  readonly at: number;
  readonly duration: number;
}

/** Runs in the page. @returns the file, in base64. */
async function encodeInPage(times: readonly FrameTime[]): Promise<string> {
  const library = '/mediabunny.mjs';
  const { Output, WebMOutputFormat, BufferTarget, CanvasSource, Quality } = (await import(
    library
  )) as typeof Mediabunny;
  const target = new BufferTarget();
  const output = new Output({ format: new WebMOutputFormat(), target });
  const canvas = new OffscreenCanvas(2, 2);
  const context = canvas.getContext('2d');
  const source = new CanvasSource(canvas, { codec: 'vp9', quality: new Quality('medium') });
  output.addVideoTrack(source);
  for (const [index, { at, duration }] of times.entries()) {
    const response = await fetch(`/frame/${index}`);
    const picture = await createImageBitmap(await response.blob());
    if (index === 0) {
      // The encoder takes even sizes only.
      canvas.width = picture.width & ~1;
      canvas.height = picture.height & ~1;
      await output.start();
    }
    context?.drawImage(picture, 0, 0);
    picture.close();
    await source.add(at, duration);
  }
  await output.finalize();
  const bytes = new Uint8Array(target.buffer ?? new ArrayBuffer(0));
  const reader = new FileReader();
  await new Promise((resolve) => {
    reader.onload = resolve;
    reader.readAsDataURL(new Blob([bytes]));
  });
  return (reader.result as string).split(',', 2)[1] ?? '';
}
