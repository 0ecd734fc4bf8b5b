/** @file A session of onnxruntime-node leaves nothing on the machine: its telemetry is off. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../../../scripts/lib/paths.ts';

const RUNTIME = join(ROOT, 'training', 'engine', 'onnxruntime.ts');
const MODEL = join(ROOT, 'models', 'door-fake-detector.onnx');

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegate-telemetry-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** Opens and closes a session in a process of its own. @returns What then lies in its three folders. */
async function filesLeftBy(runtime: string): Promise<string[]> {
  const own = { HOME: 'home', XDG_CACHE_HOME: 'cache', TMPDIR: 'temporary' };
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, TSX_DISABLE_CACHE: '1' };
  for (const [name, place] of Object.entries(own)) {
    env[name] = join(folder, place);
    await mkdir(env[name]);
  }
  const script = `
    const runtime = await import(${JSON.stringify(runtime)});
    const { InferenceSession } = runtime.InferenceSession ? runtime : runtime.default;
    const session = await InferenceSession.create(${JSON.stringify(MODEL)});
    await session.release();`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
  await promisify(execFile)(process.execPath, args, { cwd: ROOT, env });
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

describe('a session of onnxruntime-node', () => {
  it('leaves no file in a fresh home, cache and temporary folder', async () => {
    expect(await filesLeftBy(RUNTIME)).toEqual([]);
  });

  // So that the test above can fail. Builds for other systems write elsewhere.
  it.runIf(process.platform === 'linux')(
    'keeps a device id where it is imported without our module',
    async () => {
      expect(await filesLeftBy('onnxruntime-node')).toContain('deviceid');
    },
  );
});
