/** @file `npm run dev`: sets up and starts Vite's development server, with the same headers as the kiosk. */
import { Command } from 'commander';
import { createServer } from 'vite';
import { DIST_FOLDER } from '../lib/paths.ts';
import { main } from '../lib/terminal/main.ts';
import { timedStep } from '../lib/terminal/timed-step.ts';
import { describeMissing } from '../lib/models/model-lines.ts';
import { doorOption, refuseFormerVariable } from '../lib/site/door-origins.ts';
import { kioskConfig } from '../lib/site/kiosk-config.ts';
import { readPort } from '../lib/site/port.ts';
import { prepareAssets } from '../lib/site/setup.ts';

await main(
  new Command('npm run dev --')
    .description('Serve the sources for development. PORT overrides 5173.')
    .addOption(doorOption())
    .action(serveSources),
);

async function serveSources({ door }: { readonly door: readonly string[] }): Promise<void> {
  refuseFormerVariable();
  const report = await timedStep('Preparing files and models', () => prepareAssets());
  for (const line of describeMissing(report)) console.log(line);
  const server = await createServer({
    configFile: false,
    ...kioskConfig({ doorOrigins: door, dist: DIST_FOLDER }),
    server: { port: readPort(5173), strictPort: true },
  });
  await server.listen();
  server.printUrls();
}
