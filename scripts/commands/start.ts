/** @file `npm start`: sets up, builds where needed, and serves the kiosk until it is stopped. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { renderUnicodeCompact } from 'uqr';
import { buildIfStale } from '../lib/site/build.ts';
import { type Certificate, DAY_MS, fingerprintOf, readAuthority } from '../lib/site/authority.ts';
import { bringCertificate, hostsOf, lanAddresses, readCertificate } from '../lib/site/certificate.ts';
import { describeDoorOrigins, doorOption, refuseFormerVariable } from '../lib/site/door-origins.ts';
import { main } from '../lib/terminal/main.ts';
import { timedStep } from '../lib/terminal/timed-step.ts';
import { describeMissing, describeModels } from '../lib/models/model-lines.ts';
import { resolveModels } from '../lib/models/resolve-models.ts';
import { DIST_FOLDER, DOOR_DIST_FOLDER, RESOLVED_MODELS_FOLDER, STATE_FOLDER } from '../lib/paths.ts';
import { offerAuthority } from '../lib/site/offer-authority.ts';
import { readKioskCodes } from '../lib/site/relay-kiosks.ts';
import { readPort } from '../lib/site/port.ts';
import { serveKiosk, type RunningKiosk, type ServeOptions } from '../lib/site/serve.ts';
import { prepareAssets } from '../lib/site/setup.ts';

const DEFAULT_PORT = 4173;

interface StartOptions {
  readonly lan?: true;
  readonly cert?: string;
  readonly key?: string;
  readonly door: readonly string[];
  readonly models?: string;
  readonly relay?: readonly string[];
}

await main(
  new Command('npm start --')
    .description(`Build and serve the kiosk on http://localhost:${String(DEFAULT_PORT)} (PORT overrides it).`)
    .option('--lan', 'serve HTTPS on every network interface, for tablets nearby')
    .option('--cert <file>', 'a certificate of your own for --lan, in PEM with those that it was signed by')
    .option('--key <file>', 'its private key, in PEM')
    .option('--models <folder>', 'use the models and manifest.json of this folder instead')
    .addOption(doorOption())
    .option('--relay <codes...>', 'let the kiosks with these codes use a relay that has no key')
    .action(start),
);

async function start(options: StartOptions): Promise<void> {
  const port = readPort(DEFAULT_PORT);
  refuseFormerVariable();
  const own = await ownCertificate(options);
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

  const served = { dist, models, port, doorOrigins, relayKiosks };
  const kiosk = await (options.lan ? serveLan(served, own) : serveKiosk(served));
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

type LanOptions = Pick<ServeOptions, 'dist' | 'models' | 'port' | 'doorOrigins' | 'relayKiosks'>;

async function ownCertificate({ lan, cert, key }: StartOptions): Promise<Certificate | null> {
  if (cert === undefined && key === undefined) return null;
  if (!lan)
    throw new Error('--cert and --key go with --lan: without it the kiosk is served on this machine only.');
  if (cert === undefined || key === undefined)
    throw new Error('--cert and --key go together: name both files.');
  return bringCertificate(cert, key);
}

/** A camera needs HTTPS anywhere but on localhost, and a copy for offline use needs a certificate that is trusted. */
async function serveLan(options: LanOptions, own: Certificate | null): Promise<RunningKiosk> {
  const addresses = lanAddresses();
  if (addresses.length === 0)
    throw new Error('--lan found no network address. Join a network, or leave --lan out.');
  if (own !== null) {
    const kiosk = await serveKiosk({ ...options, host: '0.0.0.0', https: own });
    showAddresses(hostsOf(own), kiosk.port);
    return kiosk;
  }
  const authority = await readAuthority(addresses);
  const https = await readCertificate(addresses, authority);
  const kiosk = await serveKiosk({ ...options, host: '0.0.0.0', https });
  const offer = await offerAuthority({ authority, port: kiosk.port + 1, kioskPort: kiosk.port });
  console.log('1. Once on each tablet, so that it trusts this site and can start without a network:');
  for (const address of addresses) showCode(`http://${address}:${String(offer.port)}/`);
  console.log(`The page shows these digits; compare them:\n${fingerprintOf(authority)}\n`);
  if (authority.isNew)
    console.log('This authority is new. Tablets that trusted an older one need it once more.\n');
  console.log('2. Then, on each tablet:');
  showAddresses(addresses, kiosk.port);
  renewDaily(kiosk);
  return {
    ...kiosk,
    close: async () => {
      await Promise.all([kiosk.close(), offer.close()]);
    },
  };
}

function showAddresses(hosts: readonly string[], port: number): void {
  for (const host of hosts) showCode(`https://${host}:${String(port)}/`);
}

function showCode(url: string): void {
  console.log(`${url}\n${renderUnicodeCompact(url)}\n`);
}

/** A kiosk runs for years, and the router may give this machine another address. */
function renewDaily(kiosk: RunningKiosk): void {
  const renew = async (): Promise<void> => {
    const addresses = lanAddresses();
    const authority = await readAuthority(addresses);
    kiosk.useCertificate(await readCertificate(addresses, authority));
  };
  setInterval(() => {
    renew().catch((error: unknown) => {
      console.error(`The certificate could not be renewed: ${String(error)}`);
    });
  }, DAY_MS).unref();
}
