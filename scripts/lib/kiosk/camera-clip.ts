/**
 * @file Turns a video file into one that Chromium can play as its camera.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { ffmpegInput } from '../photos/ffmpeg-input.ts';

export interface CameraClip {
  /** Absolute. */
  readonly path: string;
  /** Removes what was made for it. */
  discard(): Promise<void>;
}

/** What Chromium plays, and how such a file begins: Chromium itself dies of one that does not. */
const SIGNATURES: Readonly<Record<string, Buffer>> = {
  '.mjpeg': Buffer.from([0xff, 0xd8]),
  '.y4m': Buffer.from('YUV4MPEG2 '),
};

/** Cameras at a door send no more, and Chromium decodes every frame on one core. */
const MAX_WIDTH_PX = 1280;

/** @throws Error when the file is missing or no video, or when it needs ffmpeg and there is none. */
export async function cameraClip(file: string): Promise<CameraClip> {
  const path = resolve(file);
  if (!existsSync(path)) throw new Error(`${file} is not there. Name a video file for the camera.`);
  const type = extname(path).toLowerCase();
  if (!Object.hasOwn(SIGNATURES, type)) return convert(path, file);
  if (!(await beginsWith(path, SIGNATURES[type]))) {
    throw new Error(`${file} is not what its name says: a ${type} file begins otherwise.`);
  }
  return { path, discard: () => Promise.resolve() };
}

async function beginsWith(path: string, signature: Buffer): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(signature.length), 0, signature.length, 0);
    return buffer.equals(signature);
  } finally {
    await file.close();
  }
}

async function convert(path: string, named: string): Promise<CameraClip> {
  const folder = await mkdtemp(join(tmpdir(), 'facegate-clip-'));
  const discard = () => rm(folder, { recursive: true, force: true });
  const target = join(folder, 'clip.mjpeg');
  const filter = `fps=30,scale='min(${MAX_WIDTH_PX},iw)':-2`;
  const picture = ['-an', '-vf', filter, '-c:v', 'mjpeg', '-q:v', '3', '-pix_fmt', 'yuvj420p'];
  try {
    await runFfmpeg(['-v', 'error', ...ffmpegInput(path), ...picture, '-f', 'mjpeg', target], named);
  } catch (error) {
    await discard();
    throw error;
  }
  return { path: target, discard };
}

async function runFfmpeg(args: readonly string[], named: string): Promise<void> {
  await new Promise<void>((done, fail) => {
    const ffmpeg = spawn('ffmpeg', ['-nostdin', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    let complaint = '';
    ffmpeg.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    ffmpeg.once('error', () => {
      fail(
        new Error(
          `Chromium plays .mjpeg and .y4m files as its camera. For ${named} install ffmpeg, which converts it.`,
        ),
      );
    });
    ffmpeg.once('close', (code) => {
      const [why = 'no reason given'] = complaint.trim().split('\n').slice(-1);
      if (code === 0) done();
      else fail(new Error(`ffmpeg could not read ${named} as a video: ${why}`));
    });
  });
}
