/** @file `npm start`: sets up, builds where needed, and serves the kiosk until it is stopped. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { renderUnicodeCompact } from 'uqr';
import { buildIfStale } from '../lib/site/build.ts';
import { lanAddresses, readCertificate } from '../lib/site/certificate.ts';
import { describeDoorOrigins, doorOption, refuseFormerVariable } from '../lib/site/door-origins.ts';
import { main } from '../lib/terminal/main.ts';
import { timedStep } from '../lib/terminal/timed-step.ts';
import { describeMissing, describeModels } from '../lib/models/model-lines.ts';
import { resolveModels } from '../lib/models/resolve-models.ts';
import { DIST_FOLDER, DOOR_DIST_FOLDER, RESOLVED_MODELS_FOLDER, STATE_FOLDER } from '../lib/paths.ts';
import { readKioskCodes } from '../lib/site/relay-kiosks.ts';
import { readPort } from '../lib/site/port.ts';
import { serveKiosk, type RunningKiosk, type ServeOptions } from '../lib/site/serve.ts';
import { prepareAssets } from '../lib/site/setup.ts';

const DEFAULT_PORT = 4173;

interface StartOptions {
  readonly lan?: true;
  readonly door: readonly string[];
  readonly models?: string;
  readonly relay?: readonly string[];
}

await main(
  new Command('npm start --')
    .description(`Build and serve the kiosk on http://localhost:${String(DEFAULT_PORT)} (PORT overrides it).`)
    .option('--lan', 'serve HTTPS on every network interface, for tablets nearby')
    .option('--models <folder>', 'use the models and manifest.json of this folder instead')
    .addOption(doorOption())
    .option('--relay <codes...>', 'let the kiosks with these codes use a relay that has no key')
    .action(start),
);

async function start(options: StartOptions): Promise<void> {
  const port = readPort(DEFAULT_PORT);
  refuseFormerVariable();
  const doorOrigins = options.door;
  const relayKiosks = readKioskCodes(options.relay ?? []);
  // A folder of its own: what else builds the kiosk here, as tests do, must not take the door away from one that runs.
  const dist = doorOrigins.length === 0 ? DIST_FOLDER : DOOR_DIST_FOLDER;

  let report = await timedStep('Preparing files and models', () => prepareAssets());
  await timedStep('Building the kiosk, where it changed', () => buildIfStale({ doorOrigins, dist }));
  let models = RESOLVED_MODELS_FOLDER;
  if (options.models !== undefined) {
    models = `${STATE_FOLDER}/models-override`;
    report = await resolveModels({ manifestFolders: [resolve(options.models)], target: models });
  }

  const kiosk = options.lan
    ? await serveLan({ dist, models, port, doorOrigins, relayKiosks })
    : await serveKiosk({ dist, models, port, doorOrigins, relayKiosks });
  console.log('\nThe kiosk runs on:');
  for (const line of [...describeModels(report), ...describeMissing(report)]) console.log(line);
  const reach = describeDoorOrigins(doorOrigins);
  if (reach !== null) console.log(reach);
  console.log(
    `\nNext: open ${options.lan ? 'the address above on the tablet' : kiosk.url}, press “Set up this kiosk” at the first run, ` +
      'then enrol a face and look into the camera.\nStop the kiosk here with Ctrl+C.',
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void kiosk.close());
}

/** A camera needs HTTPS anywhere but on localhost, so tablets get a certificate that this machine signs itself. */
async function serveLan(
  options: Pick<ServeOptions, 'dist' | 'models' | 'port' | 'doorOrigins' | 'relayKiosks'>,
): Promise<RunningKiosk> {
  const addresses = lanAddresses();
  if (addresses.length === 0)
    throw new Error('--lan found no network address. Join a network, or leave --lan out.');
  const https = await readCertificate(addresses);
  const kiosk = await serveKiosk({ ...options, host: '0.0.0.0', https });
  for (const address of addresses) {
    const url = `https://${address}:${String(kiosk.port)}/`;
    console.log(`Facegate runs at ${url}\n${renderUnicodeCompact(url)}\n`);
  }
  console.log(
    'This machine signed the certificate itself, so accept it once on each tablet when its browser warns.',
  );
  return kiosk;
}
