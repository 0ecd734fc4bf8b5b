/**
 * @file The one way into every command: `node scripts/run.mjs <command> [options]`. Installs the packages
 * first where they are not those of the lock file, so it must import nothing but Node itself.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every command and the file that does it, relative to the repository. */
const COMMANDS = {
  start: 'scripts/commands/start.ts',
  hub: 'scripts/commands/hub.ts',
  dev: 'scripts/commands/dev.ts',
  build: 'scripts/commands/build.ts',
  release: 'scripts/commands/release.ts',
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
  translate: 'scripts/commands/translate.ts',
};

/** These need none of what only development needs: no test runner, no browser driver, no training engine. */
const LEAN_COMMANDS = ['start', 'hub', 'build', 'release'];

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

/**
 * Compares what npm installed with the lock file, entry by entry, so that neither file's age matters. Optional packages
 * of other systems are not installed, nor are packages of development for a lean command.
 */
function packagesAreCurrent(lean) {
  const installedFile = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const [installed, locked] = [installedFile, join(ROOT, 'package-lock.json')].map(
    (file) => JSON.parse(readFileSync(file, 'utf8')).packages,
  );
  return Object.entries(locked).every(([path, { version, integrity, optional, dev, devOptional }]) => {
    if (path === '') return true;
    const found = installed[path];
    if (found) return found.version === version && found.integrity === integrity;
    return optional === true || (lean && (dev === true || devOptional === true));
  });
}

function installPackages(lean) {
  const startMs = performance.now();
  // Not to standard output, which may be somebody's JSON.
  process.stderr.write('Installing packages (npm ci) … ');
  const npm = spawnSync('npm', ['ci', '--loglevel=error', ...(lean ? ['--omit=dev'] : [])], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.error) fail(`npm could not be started: ${npm.error.message}. Install Node.js together with npm.`);
  if (npm.status !== 0) fail('npm ci failed; its message above says why. Nothing else was done.');
  console.error(`${((performance.now() - startMs) / 1000).toFixed(1)} s`);
}

/** Asking for help changes nothing, so it installs nothing either. */
function helpWithoutPackages() {
  console.log(
    `Usage: npm run ${command} -- [options]\n\nIts options are shown once the packages are installed: npm ci`,
  );
  process.exit(0);
}

const list = `There are: ${Object.keys(COMMANDS).join(', ')}.`;
const [command, ...args] = process.argv.slice(2);
const wantsHelp = [command, ...args].some((arg) => arg === '--help' || arg === '-h');
if (!Object.hasOwn(COMMANDS, command ?? '')) {
  if (wantsHelp) {
    console.log(`Usage: node scripts/run.mjs <command> [options]\n\n${list}`);
    process.exit(0);
  }
  fail(`${command ? `There is no command "${command}".` : 'Which command?'} ${list}`);
}
checkNode();
const lean = LEAN_COMMANDS.includes(command);
if (!packagesAreCurrent(lean)) {
  if (!wantsHelp) installPackages(lean);
  else if (!existsSync(join(ROOT, 'node_modules', 'tsx'))) helpWithoutPackages();
}

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
