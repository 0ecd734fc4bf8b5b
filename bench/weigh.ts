/**
 * @file Weighs what one device has to load and store to run the kiosk without a network, on either build of ONNX
 * Runtime.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { readManifest } from '../scripts/lib/models/manifest-file.ts';
import { isInside, pickModels } from '../src/core/manifest/select.ts';
import type { ModelEntry } from '../src/core/manifest/types.ts';
import { ONNX_FOLDER, type OnnxBuild, onnxBuildOf } from '../src/core/site/onnx-build.ts';

export interface Weight {
  readonly part: 'pages' | 'ONNX Runtime' | 'MediaPipe' | 'models';
  readonly files: number;
  readonly bytes: number;
  /** Each file on its own, as a server sends it. */
  readonly gzipBytes: number;
}

/** For command-line tools, fleets, install dialogs and the browser itself: no part of a kiosk that is in no fleet. */
const NOT_KEPT = /^(headless|service-worker)\.js$|^(console|fleet|screenshots)\/|\.map$/;

const MODEL_LISTS = ['manifest.json', 'status.json'];

/** @param models - The folder served as `/models/`. */
export async function weighDevice(
  dist: string,
  models: string,
  build: OnnxBuild,
): Promise<readonly Weight[]> {
  const inDist = await filesIn(dist);
  const rest = inDist.filter((path) => !/^(ort|mediapipe|models)\//.test(path) && !NOT_KEPT.test(path));
  return Promise.all([
    weigh('pages', dist, rest),
    weigh(
      'ONNX Runtime',
      dist,
      inDist.filter((path) => path.startsWith(ONNX_FOLDER) && onnxBuildOf(path) === build),
    ),
    weigh(
      'MediaPipe',
      dist,
      inDist.filter((path) => path.startsWith('mediapipe/')),
    ),
    weigh('models', models, await modelFiles(models)),
  ]);
}

/** @returns All parts together. */
export function sumOf(weights: readonly Weight[]): Pick<Weight, 'files' | 'bytes' | 'gzipBytes'> {
  return weights.reduce(
    (sum, { files, bytes, gzipBytes }) => ({
      files: sum.files + files,
      bytes: sum.bytes + bytes,
      gzipBytes: sum.gzipBytes + gzipBytes,
    }),
    { files: 0, bytes: 0, gzipBytes: 0 },
  );
}

async function modelFiles(folder: string): Promise<string[]> {
  const manifest = await readManifest(join(folder, 'manifest.json'));
  const picked = pickModels(manifest ?? { version: 1, models: [] });
  const used = Object.values(picked).filter((entry): entry is ModelEntry => entry !== null);
  return [...MODEL_LISTS, ...used.filter((entry) => !isInside(entry, used)).map(({ file }) => file)];
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
}

async function weigh(part: Weight['part'], folder: string, paths: readonly string[]): Promise<Weight> {
  let bytes = 0;
  let gzipBytes = 0;
  for (const path of paths) {
    const content = await readFile(join(folder, path));
    bytes += content.length;
    gzipBytes += (await promisify(gzip)(content)).length;
  }
  return { part, files: paths.length, bytes, gzipBytes };
}
