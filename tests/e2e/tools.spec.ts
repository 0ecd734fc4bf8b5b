/** @file The command-line tools on the project's own drawn faces, with nothing from outside the clone. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from '@playwright/test';
import sharp from 'sharp';
import { ROOT } from '../../scripts/lib/paths.ts';
import { encodeJpeg, SYNTHETIC_PEOPLE, syntheticFrames } from '../../simulator/synthetic-face.ts';
import { testPeopleEmbedder, clipOf } from '../../simulator/test-people.ts';
import { PASSPHRASE } from '../../simulator/test-kiosk.ts';
import { modelFolder } from '../../simulator/model-folder.ts';

/** One frame a second, so that two photos of one person show different moments. */
const PHOTOS_EACH = 4;
/** A tool starts a browser and loads the models. */
const TOOL_TIMEOUT_MS = 300_000;

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Answer {
  readonly decision: string;
  readonly similarity: number;
  readonly threshold: number;
}

let folder: string;
let models: string;

/** Runs one of the tools to its end, as `npm run` does. */
function run(tool: string, args: readonly string[], passphrase?: string): Promise<Outcome> {
  const argv = [join(ROOT, 'scripts/run.mjs'), tool, ...args, '--models', models];
  // Node leaves out undefined variables: a tool without a passphrase sees none.
  const env = { ...process.env, FACEGATE_PASSPHRASE: passphrase };
  return new Promise((resolve) => {
    const options = { env, timeout: TOOL_TIMEOUT_MS };
    const child = execFile(process.execPath, argv, options, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

const file = (name: string): string => join(folder, name);

/** Writes photos of a drawn person as `<person>-<number>.jpg`. */
async function writePhotos(person: 'a' | 'b'): Promise<void> {
  const loop = { person: SYNTHETIC_PEOPLE[person], seconds: PHOTOS_EACH, fps: 1, motion: 'calm' } as const;
  let number = 0;
  for (const frame of syntheticFrames(loop)) {
    await writeFile(file(`${person}-${String(number++)}.jpg`), await encodeJpeg(frame));
  }
}

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegate-tools-'));
  models = await modelFolder('tools', await testPeopleEmbedder());
  await writePhotos('a');
  await writePhotos('b');
  const grey = { width: 640, height: 480, channels: 3, background: '#808080' } as const;
  await sharp({ create: grey }).jpeg().toFile(file('grey.jpg'));
  await writeFile(file('words.jpg'), 'These are words, not a picture.');
});

test.afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('verify says yes to two photos of one person and no to two people', async () => {
  const same = await run('verify', [file('a-0.jpg'), file('a-2.jpg'), '--json']);
  expect(same.code, same.stderr + same.stdout).toBe(0);
  const yes = JSON.parse(same.stdout) as Answer;
  expect(yes.decision).toBe('same');
  expect(yes.similarity).toBeGreaterThanOrEqual(yes.threshold);

  const different = await run('verify', [file('a-0.jpg'), file('b-0.jpg'), '--json']);
  expect(different.code, different.stderr + different.stdout).toBe(1);
  const no = JSON.parse(different.stdout) as Answer;
  expect(no.decision).toBe('different');
  expect(no.similarity).toBeLessThan(no.threshold);
});

test('verify names the file that it cannot judge', async () => {
  for (const name of ['grey.jpg', 'missing.jpg', 'words.jpg']) {
    const { code, stderr, stdout } = await run('verify', [file('a-0.jpg'), file(name)]);
    expect(code, name).toBe(2);
    expect(stderr).toContain(name);
    expect(stdout).toBe('');
  }
});

test('enroll seals the faces, refuses what is none by name, and does not overwrite; check opens the door', async () => {
  const people = file('people');
  const gallery = file('gallery.facegate');
  await mkdir(people);
  // The shipped attack detector was trained on photos, and takes the drawing of the other person for an attack.
  for (const [name, from] of [
    ['Person_B.jpg', 'b-0.jpg'],
    ['Wall.jpg', 'grey.jpg'],
  ]) {
    await writeFile(join(people, name), await readFile(file(from)));
  }

  const enrolled = await run('enroll', [people, '--out', gallery, '--consent'], PASSPHRASE);
  expect(enrolled.code, enrolled.stderr + enrolled.stdout).toBe(0);
  expect(enrolled.stdout).toMatch(/Wall\.jpg.*no face was found/);
  expect(enrolled.stdout).not.toMatch(/Person_B\.jpg.*(refused|no face)/);
  const sealed = await readFile(gallery);
  expect(sealed.includes('Person')).toBe(false);

  const again = await run('enroll', [people, '--out', gallery, '--consent'], PASSPHRASE);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('--force');
  expect(again.stderr).toContain(basename(gallery));
  expect(await readFile(gallery)).toEqual(sealed);

  const own = await runCheck(gallery, 'b', PASSPHRASE);
  expect(own.code, own.stderr + own.stdout).toBe(0);
  expect(JSON.parse(own.stdout)).toMatchObject({
    granted: true,
    attempts: [{ outcome: 'granted', subjectName: 'Person B' }],
  });

  const wrong = await runCheck(gallery, 'b', 'not the passphrase at all');
  expect(wrong.code, wrong.stdout).toBe(2);
  expect(wrong.stdout).toMatch(/passphrase/i);
});

test('enroll writes nothing without consent', async () => {
  const out = file('without.facegate');
  const { code, stderr } = await run('enroll', [folder, '--out', out], PASSPHRASE);
  expect(code).toBe(2);
  expect(stderr).toContain('--consent');
  await expect(stat(out)).rejects.toThrow('ENOENT');
});

async function runCheck(gallery: string, person: 'a' | 'b', passphrase: string): Promise<Outcome> {
  const camera = await clipOf(person, 'calm');
  // The drawn person does not answer challenges.
  const options = ['--attempts', '1', '--policy', 'convenience', '--json'];
  return run('check', ['--gallery', gallery, '--camera', camera, ...options], passphrase);
}
