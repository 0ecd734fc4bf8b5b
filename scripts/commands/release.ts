/**
 * @file `npm run release`: builds the kiosk and packs it with checksums and the configurations of hosts, so that a site
 * needs no Node.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { describeMissing } from '../lib/models/model-lines.ts';
import { RELEASE_DIST_FOLDER, ROOT } from '../lib/paths.ts';
import { hostFiles } from '../lib/release/host-files.ts';
import { filesIn, pack, type ReleaseFiles, sha256 } from '../lib/release/pack.ts';
import { buildIfStale } from '../lib/site/build.ts';
import { describeDoorOrigins, doorOption, refuseFormerVariable } from '../lib/site/door-origins.ts';
import { prepareAssets } from '../lib/site/setup.ts';
import { main } from '../lib/terminal/main.ts';
import { timedStep } from '../lib/terminal/timed-step.ts';

interface ReleaseOptions {
  readonly door: readonly string[];
  readonly base: string;
  readonly out: string;
}

/** What a site must have beside the kiosk, and how to serve it. */
const DOCUMENTS = ['LICENSE', 'NOTICE', 'CHANGELOG.md', 'docs/hosting.md'];

await main(
  new Command('npm run release --')
    .description('Build the kiosk and pack it with checksums and the configurations of hosts.')
    .addOption(doorOption())
    .option('--base <path>', 'where the site lies on its host', parseBase, '/')
    .option('--out <folder>', 'where the zip goes', join(ROOT, 'release'))
    .action(release),
);

async function release({ door, base, out }: ReleaseOptions): Promise<void> {
  refuseFormerVariable();
  const report = await timedStep('Preparing files and models', () => prepareAssets());
  const dist = RELEASE_DIST_FOLDER;
  await timedStep('Building the kiosk', () => buildIfStale({ doorOrigins: door, dist, force: true }));
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const name = `facegate-${version}`;
  const zip = await timedStep('Packing', async () => pack(name, await releaseFiles(dist, base, door)));
  await mkdir(out, { recursive: true });
  const file = join(out, `${name}.zip`);
  await writeFile(file, zip);
  await writeFile(`${file}.sha256`, `${sha256(zip)}  ${name}.zip\n`);
  console.log(`\n${file}, ${(zip.length / 1e6).toFixed(1)} MB\nSHA-256 ${sha256(zip)}`);
  const reach = describeDoorOrigins(door);
  if (reach !== null) console.log(reach);
  for (const line of describeMissing(report)) console.log(line);
}

async function releaseFiles(
  dist: string,
  base: string,
  doorOrigins: readonly string[],
): Promise<ReleaseFiles> {
  const configurations = Object.entries(hostFiles({ base, doorOrigins })).map(
    ([path, text]) => [path, new TextEncoder().encode(text)] as const,
  );
  const documents = await Promise.all(
    DOCUMENTS.map(async (path) => [path.replace(/^docs\//, ''), await readFile(join(ROOT, path))] as const),
  );
  return { ...(await filesIn(dist, 'site')), ...Object.fromEntries([...configurations, ...documents]) };
}

function parseBase(text: string): string {
  if (!/^\/([\w.-]+\/)*$/.test(text)) throw new InvalidArgumentError('Write it with slashes: / or /door/.');
  return text;
}
