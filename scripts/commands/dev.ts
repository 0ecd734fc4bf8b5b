/** @file `npm run dev`: sets up and starts Vite's development server, with the same headers as the kiosk. */
import { Command } from 'commander';
import { createServer } from 'vite';
import { main } from '../lib/terminal/main.ts';
import { timedStep } from '../lib/terminal/timed-step.ts';
import { describeMissing } from '../lib/models/model-lines.ts';
import { ROOT } from '../lib/paths.ts';
import { readPort } from '../lib/site/port.ts';
import { prepareAssets } from '../lib/site/setup.ts';

await main(
  new Command('npm run dev --')
    .description('Serve the sources for development. PORT overrides 5173.')
    .action(serveSources),
);

async function serveSources(): Promise<void> {
  const report = await timedStep('Preparing files and models', () => prepareAssets());
  for (const line of describeMissing(report)) console.log(line);
  const server = await createServer({
    root: ROOT,
    configFile: `${ROOT}/vite.config.ts`,
    server: { port: readPort(5173), strictPort: true },
  });
  await server.listen();
  server.printUrls();
}
