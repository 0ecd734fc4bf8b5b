/**
 * @file Weighs what one device has to load and store to run the kiosk without a network.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

export interface Weight {
  readonly part: 'pages' | 'ONNX Runtime' | 'MediaPipe' | 'models';
  readonly files: number;
  readonly bytes: number;
  /** Each file on its own, as a server sends it. */
  readonly gzipBytes: number;
}

/** For command-line tools only; no page loads it. */
const NOT_FOR_DEVICES = /^headless\.js$|\.map$/;

/** @param models - The folder served as `/models/`. */
export async function weighDevice(dist: string, models: string): Promise<readonly Weight[]> {
  const inDist = await filesIn(dist);
  const inParts = (prefix: string) => inDist.filter((path) => path.startsWith(`${prefix}/`));
  const rest = inDist.filter(
    (path) => !/^(ort|mediapipe|models)\//.test(path) && !NOT_FOR_DEVICES.test(path),
  );
  return Promise.all([
    weigh('pages', dist, rest),
    weigh('ONNX Runtime', dist, inParts('ort')),
    weigh('MediaPipe', dist, inParts('mediapipe')),
    weigh('models', models, await filesIn(models)),
  ]);
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
