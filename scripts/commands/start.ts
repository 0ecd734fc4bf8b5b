/** @file `npm start`: sets up, builds where needed, and serves the kiosk until it is stopped. */
import { Command } from 'commander';
import { describeDoorOrigins } from '../lib/site/door-origins.ts';
import { main } from '../lib/terminal/main.ts';
import { describeMissing, describeModels } from '../lib/models/model-lines.ts';
import { addSiteOptions, buildSite, type SiteOptions } from '../lib/site/run-site.ts';

await main(
  addSiteOptions(
    new Command('npm start --').description(
      'Build and serve the kiosk on http://localhost:4173 (PORT overrides it).',
    ),
  ).action(start),
);

async function start(options: SiteOptions): Promise<void> {
  const site = await buildSite(options);
  const kiosk = await site.serve();
  console.log('\nThe kiosk runs on:');
  for (const line of [...describeModels(site.models), ...describeMissing(site.models)]) console.log(line);
  const reach = describeDoorOrigins(options.door);
  if (reach !== null) console.log(reach);
  console.log(
    `\nNext: open ${options.lan ? 'the address above on the tablet' : kiosk.url}, press “Set up this kiosk” at the first run, ` +
      'then enrol a face and look into the camera.\nStop the kiosk here with Ctrl+C.',
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void kiosk.close());
}
