/** @file Every command explains itself, changes nothing by that, and ends a misuse with the exit code 2. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../scripts/lib/paths.ts';

const RUN = join(ROOT, 'scripts', 'run.mjs');
const COMMANDS = [...readFileSync(RUN, 'utf8').matchAll(/^ {2}(\w+): '[\w/.-]+\.ts',$/gm)].map(
  ([, name]) => name,
);
/** One each of those that have commands of their own. */
const OWN_COMMANDS = ['models add', 'bench kiosk', 'training train'];
/** What commands write into: pictures, models, the build. */
const WRITTEN = ['src', 'enroll', 'models', 'dist', 'docs'];

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [RUN, ...args], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

/** Every file of the folders that commands write into, with its age. */
function agesOfFiles(): Record<string, number> {
  const files = WRITTEN.filter((folder) => existsSync(join(ROOT, folder)))
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }).filter((entry) =>
        entry.isFile(),
      ),
    )
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(files.map((file) => [file, statSync(file).mtimeMs]));
}

describe('a command', () => {
  const before = agesOfFiles();

  it.each([...COMMANDS, ...OWN_COMMANDS])('prints its help: %s', async (command) => {
    const { code, stdout, stderr } = await run(...command.split(' '), '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: npm /);
    expect(stdout).toContain(
      'Exit code: 0 for done or yes, 1 for no or a failed check, 2 where there is no answer',
    );
  });

  it('changes nothing by that', () => {
    expect(COMMANDS).toContain('screenshots');
    expect(agesOfFiles()).toEqual(before);
  });

  // All of them run through the same function: the help above shows it.
  it.each(['audit', 'models list', 'training train'])(
    'ends with 2 for a mistyped option: %s',
    async (command) => {
      expect(await run(...command.split(' '), '--no-such-option')).toMatchObject({ code: 2 });
    },
  );
});

describe('scripts/run.mjs', () => {
  it('lists the commands when asked for help', async () => {
    const { code, stdout } = await run('--help');
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('start, hub, dev, build') as string,
    });
  });

  it('ends with 2 for a command that is not there', async () => {
    expect(await run('strat')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('"strat"') as string,
    });
  });
});
