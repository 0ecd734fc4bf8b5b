/** @file Finds the videos of a drill in its folders: one sub-folder per attack species, and the bona fide ones. */
import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';

/** What the drill takes for a video; everything else in the folders is left alone. */
const VIDEO_TYPES = ['.mjpeg', '.y4m', '.mp4', '.m4v', '.mov', '.webm', '.mkv', '.avi'];

export interface DrillVideo {
  /** Null for a bona fide one. */
  readonly species: string | null;
  readonly path: string;
}

/**
 * @param attacks - A folder whose sub-folders are named after their species (print, phone-replay, mask …).
 * @returns By species and name.
 * @throws Error when the folder is missing, or holds no sub-folder with a video in it.
 */
export async function findAttacks(attacks: string): Promise<readonly DrillVideo[]> {
  const species = (await listFolder(attacks)).filter((entry) => entry.isFolder);
  if (species.length === 0) {
    throw new Error(`${attacks} holds no sub-folder. Make one per species, such as print or phone-replay.`);
  }
  const videos: DrillVideo[] = [];
  for (const { path } of species) {
    const found = await videosIn(path);
    if (found.length === 0) throw new Error(`${path} holds no video (${VIDEO_TYPES.join(', ')}).`);
    videos.push(...found.map((video) => ({ species: basename(path), path: video })));
  }
  return videos;
}

/** @throws Error when the folder is missing or holds no video. */
export async function findBonaFide(folder: string): Promise<readonly DrillVideo[]> {
  const videos = await videosIn(folder);
  if (videos.length === 0) throw new Error(`${folder} holds no video (${VIDEO_TYPES.join(', ')}).`);
  return videos.map((path) => ({ species: null, path }));
}

async function videosIn(folder: string): Promise<string[]> {
  const entries = await listFolder(folder);
  return entries
    .filter(({ path, isFolder }) => !isFolder && VIDEO_TYPES.includes(extname(path).toLowerCase()))
    .map(({ path }) => path);
}

/** In the order of their names; hidden ones are left out. */
async function listFolder(folder: string): Promise<{ path: string; isFolder: boolean }[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter(({ name }) => !name.startsWith('.'))
      .map((entry) => ({ path: join(folder, entry.name), isFolder: entry.isDirectory() }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  } catch (cause) {
    throw new Error(`${folder} is no folder that can be read.`, { cause });
  }
}
