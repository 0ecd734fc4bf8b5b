/**
 * @file Layout `dfdc-videos`: the challenge's own folders, `dfdc_train_part_*` with `metadata.json`
 * {video: {label: REAL or FAKE, original}} and the videos; also one such folder alone. Of each video 32 evenly spaced
 * frames are taken (docs/sources.md #14) with ffmpeg, kept as images in the work folder.
 *
 * Nobody is named: an original and its fakes are one person and one group.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join, parse, relative } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { ffmpegInput } from '../../../scripts/lib/photos/ffmpeg-input.ts';
import type { ReadLayout, SourceImage, SourceProblem } from '../source.ts';

const run = promisify(execFile);

const FRAMES_PER_VIDEO = 32;

const metadataSchema = v.record(
  v.string(),
  v.object({ label: v.picklist(['REAL', 'FAKE']), original: v.nullish(v.string()) }),
);

export const readDfdcVideos: ReadLayout = async (folder, { workFolder, notify }) => {
  const parts = await findParts(folder);
  const problems: SourceProblem[] = [];
  const images: SourceImage[] = [];
  for (const part of parts) {
    const metadata = await readMetadata(join(part, 'metadata.json'));
    const videos = Object.entries(metadata);
    notify?.(`${basename(part)}: frames of ${videos.length} videos`);
    for (const [video, { label, original }] of videos) {
      const isFake = label === 'FAKE';
      const source = parse(isFake ? (original ?? '') : video).name;
      if (source === '') {
        problems.push({
          where: join(part, video),
          what: 'metadata.json does not say what this fake was made of',
        });
        continue;
      }
      const target = join(workFolder, parse(video).name);
      const failure = await takeFrames(join(part, video), target);
      if (failure !== null) {
        problems.push({ where: join(part, video), what: failure });
        continue;
      }
      for (const frame of (await readdir(target)).sort()) {
        const identity = `dfdc-${source}`;
        images.push({ path: relative(folder, join(target, frame)), identity, isFake, clip: source });
      }
    }
  }
  if (images.length === 0) throw new Error(`${folder}: no frame could be taken. ${problems[0]?.what ?? ''}`);
  return { images, problems };
};

async function findParts(folder: string): Promise<string[]> {
  if (existsSync(join(folder, 'metadata.json'))) return [folder];
  const names = (await readdir(folder)).sort();
  const parts = names
    .map((name) => join(folder, name))
    .filter((path) => existsSync(join(path, 'metadata.json')));
  if (parts.length === 0) throw new Error(`${folder} holds no metadata.json, nor does any folder in it.`);
  return parts;
}

async function readMetadata(path: string): Promise<v.InferOutput<typeof metadataSchema>> {
  try {
    return v.parse(metadataSchema, JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new Error(
      `${path} is not of the form {"name.mp4": {"label": "REAL"}}: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
}

/** @returns What went wrong; null when the frames are there, as they are when taken before. */
async function takeFrames(video: string, target: string): Promise<string | null> {
  if (existsSync(target)) return null;
  if (!existsSync(video)) return 'there is no such file';
  const unfinished = `${target}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  try {
    const seconds = await durationOf(video);
    // The middle of each of 32 equal stretches.
    const filter = `fps=fps=${FRAMES_PER_VIDEO / seconds}:start_time=0:round=near`;
    const frames = ['-frames:v', String(FRAMES_PER_VIDEO), '-q:v', '1', join(unfinished, '%03d.jpg')];
    await run('ffmpeg', ['-v', 'error', ...ffmpegInput(video), '-vf', filter, ...frames]);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      throw new Error('ffmpeg and ffprobe are needed to read videos. Install ffmpeg.', { cause: error });
    return message.trim().split('\n').at(-1) ?? 'it cannot be read';
  }
  await rename(unfinished, target);
  return null;
}

async function durationOf(video: string): Promise<number> {
  const show = ['-show_entries', 'format=duration', '-of', 'csv=p=0'];
  const { stdout } = await run('ffprobe', ['-v', 'error', ...show, ...ffmpegInput(video)]);
  const seconds = Number(stdout.trim());
  if (!(seconds > 0)) throw new Error('its length is not known');
  return seconds;
}
