/**
 * @file The one way into every command: `node scripts/run.mjs <command> [options]`. Installs the packages
 * first where they are missing or older than the lock file, so it must import nothing but Node itself.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Every command and the file that does it, relative to the repository. */
const COMMANDS = {
  start: 'scripts/commands/start.ts',
  dev: 'scripts/commands/dev.ts',
  build: 'scripts/commands/build.ts',
  test: 'scripts/commands/test.ts',
  models: 'scripts/commands/models.ts',
  enroll: 'scripts/commands/enroll.ts',
  verify: 'scripts/commands/verify.ts',
  check: 'scripts/commands/check.ts',
  bench: 'bench/bench.ts',
  drill: 'scripts/commands/drill.ts',
  soak: 'bench/soak/soak.ts',
  training: 'training/cli/main.ts',
  icons: 'scripts/commands/icons.ts',
  screenshots: 'scripts/commands/screenshots.ts',
  demo: 'scripts/commands/demo.ts',
  audit: 'scripts/commands/audit.ts',
};

const OLDEST_NODE = [20, 19];
const ROOT = join(import.meta.dirname ?? '.', '..');

/** Stops with a sentence that says what to do. Not with 1, which is an answer of `verify` and others. */
function fail(message) {
  console.error(message);
  process.exit(2);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  fail(`Facegate needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`);
}

/** npm writes node_modules/.package-lock.json at the end of an install: its age is the install's age. */
function packagesAreCurrent() {
  const installed = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  return statSync(installed).mtimeMs >= statSync(join(ROOT, 'package-lock.json')).mtimeMs;
}

function installPackages() {
  // Not to standard output, which may be somebody's JSON.
  console.error('Installing packages (npm ci) …');
  const npm = spawnSync('npm', ['ci', '--no-fund', '--no-audit'], {
    cwd: ROOT,
    stdio: ['ignore', process.stderr, 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.error) fail(`npm could not be started: ${npm.error.message}. Install Node.js together with npm.`);
  if (npm.status !== 0) fail('npm ci failed; its message above says why. Nothing else was done.');
}

const [command, ...args] = process.argv.slice(2);
if (!Object.hasOwn(COMMANDS, command ?? '')) {
  const list = Object.keys(COMMANDS).join(', ');
  fail(`${command ? `There is no command "${command}".` : 'Which command?'} There are: ${list}.`);
}
checkNode();
if (!packagesAreCurrent()) installPackages();

// Whatever a library would send about this machine stays off (training/engine/no-telemetry.ts).
const environment = { ...process.env, ORT_DISABLE_TELEMETRY: '1', DO_NOT_TRACK: '1' };

// `tsx` is resolved from this file, so that relative paths among the arguments stay the caller's own.
const child = spawn(
  process.execPath,
  ['--import', import.meta.resolve('tsx'), join(ROOT, COMMANDS[command]), ...args],
  { stdio: 'inherit', env: environment },
);
// Whoever stops this process means the command.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => fail(`${command} could not be started: ${error.message}`));
child.on('exit', (code) => process.exit(code ?? 2));
