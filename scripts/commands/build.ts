/** @file `npm run build`: sets up and builds into `dist/`, which any static host can serve. */
import { Command } from 'commander';
import { buildIfStale } from '../lib/site/build.ts';
import { describeDoorOrigins, doorOption, refuseFormerVariable } from '../lib/site/door-origins.ts';
import { main } from '../lib/terminal/main.ts';
import { timedStep } from '../lib/terminal/timed-step.ts';
import { describeMissing } from '../lib/models/model-lines.ts';
import { prepareAssets } from '../lib/site/setup.ts';

await main(
  new Command('npm run build --')
    .description('Build the kiosk into dist/, which any static host that sends its headers can serve.')
    .addOption(doorOption())
    .action(buildKiosk),
);

async function buildKiosk({ door }: { readonly door: readonly string[] }): Promise<void> {
  refuseFormerVariable();
  const report = await timedStep('Preparing files and models', () => prepareAssets());
  await timedStep('Building the kiosk into dist/', () => buildIfStale({ doorOrigins: door, force: true }));
  const reach = describeDoorOrigins(door);
  if (reach !== null) console.log(`${reach} (their host’s headers must say so too).`);
  for (const line of describeMissing(report)) console.log(line);
}
