/**
 * @file Finds the Chromium that tests and command-line tools run the kiosk in.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

const SYSTEM_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * CHROMIUM_PATH, then the system's, then Playwright's own; on Debian, root installs the system's where there
 * is none.
 * @returns The path of the executable.
 * @throws when there is none and none may be installed; the message says what to do.
 */
export function findChromium(): string {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM_PATH names ${named}, where there is nothing. Correct it, or unset it.`);
  }
  const found = [...SYSTEM_PATHS, chromium.executablePath()].find((path) => path !== '' && existsSync(path));
  if (found !== undefined) return found;
  if (!mayInstall()) {
    throw new Error(
      'No Chromium was found. Install one (Debian: apt-get install chromium; elsewhere: npx playwright install ' +
        'chromium), or name one in CHROMIUM_PATH.',
    );
  }
  console.log('Installing Chromium (apt-get) …');
  aptGet(['update']);
  aptGet(['install', '--yes', '--no-install-recommends', 'chromium']);
  const installed = SYSTEM_PATHS.find((path) => existsSync(path));
  if (installed === undefined)
    throw new Error('apt-get installed chromium, but it is in none of the usual places.');
  return installed;
}

function mayInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
}

function aptGet(args: readonly string[]): void {
  const result = spawnSync('apt-get', args, {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (result.status === 0) return;
  const reason = result.error?.message ?? result.stderr.trim().split('\n').slice(-3).join('\n');
  throw new Error(
    `apt-get ${args.join(' ')} failed:\n${reason}\nInstall Chromium by hand, or set CHROMIUM_PATH.`,
  );
}
