/**
 * @file What `npm start` and `npm run hub` do alike: read the options of a site, build its pages, serve them, and show
 * where they are.
 */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import encodeQR from 'qr';
import type { ModelReport } from '../models/resolve-models.ts';
import { resolveModels } from '../models/resolve-models.ts';
import { DIST_FOLDER, DOOR_DIST_FOLDER, RESOLVED_MODELS_FOLDER, STATE_FOLDER } from '../paths.ts';
import { timedStep } from '../terminal/timed-step.ts';
import { type Certificate, DAY_MS, fingerprintOf, readAuthority } from './authority.ts';
import { buildIfStale } from './build.ts';
import { bringCertificate, hostsOf, lanAddresses, readCertificate } from './certificate.ts';
import { doorOption, refuseFormerVariable } from './door-origins.ts';
import { offerAuthority } from './offer-authority.ts';
import { readPort } from './port.ts';
import { readKioskCodes } from './relay-kiosks.ts';
import { serveKiosk, type RunningKiosk, type ServeOptions } from './serve.ts';
import { prepareAssets } from './setup.ts';

const DEFAULT_PORT = 4173;

export interface SiteOptions {
  readonly lan?: true;
  readonly cert?: string;
  readonly key?: string;
  readonly door: readonly string[];
  readonly models?: string;
  readonly relay?: readonly string[];
}

/** The options of a site, as `SiteOptions` holds them. */
export function addSiteOptions(command: Command): Command {
  return command
    .option('--lan', 'serve HTTPS on every network interface, for tablets nearby')
    .option('--cert <file>', 'a certificate of your own for --lan, in PEM with those that it was signed by')
    .option('--key <file>', 'its private key, in PEM')
    .option('--models <folder>', 'use the models and manifest.json of this folder instead')
    .addOption(doorOption())
    .option('--relay <codes...>', 'let the kiosks with these codes use a relay that has no key');
}

export interface BuiltSite {
  readonly models: ModelReport;
  /** Serves it, and prints its addresses where it is for the network. */
  serve(more?: ServeOptions['more']): Promise<ServedSite>;
}

export interface ServedSite extends RunningKiosk {
  /** Where tablets open it, each ending in a slash; with `--lan` not this machine's own. */
  readonly addresses: readonly string[];
}

/** @throws Error that says what is wrong with the options, before anything is built. */
export async function buildSite(options: SiteOptions): Promise<BuiltSite> {
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
  return {
    models: report,
    serve: async (more) => {
      if (options.lan) return serveLan({ ...served, more }, own);
      const kiosk = await serveKiosk({ ...served, more });
      return { ...kiosk, addresses: [kiosk.url] };
    },
  };
}

async function ownCertificate({ lan, cert, key }: SiteOptions): Promise<Certificate | null> {
  if (cert === undefined && key === undefined) return null;
  if (!lan)
    throw new Error('--cert and --key go with --lan: without it the kiosk is served on this machine only.');
  if (cert === undefined || key === undefined)
    throw new Error('--cert and --key go together: name both files.');
  return bringCertificate(cert, key);
}

/** A camera needs HTTPS anywhere but on localhost, and a copy for offline use needs a certificate that is trusted. */
async function serveLan(options: ServeOptions, own: Certificate | null): Promise<ServedSite> {
  const addresses = lanAddresses();
  if (addresses.length === 0)
    throw new Error('--lan found no network address. Join a network, or leave --lan out.');
  if (own !== null) {
    const kiosk = await serveKiosk({ ...options, host: '0.0.0.0', https: own });
    return { ...kiosk, addresses: showAddresses(hostsOf(own), kiosk.port) };
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
  const shown = showAddresses(addresses, kiosk.port);
  renewDaily(kiosk);
  return {
    ...kiosk,
    addresses: shown,
    close: async () => {
      await Promise.all([kiosk.close(), offer.close()]);
    },
  };
}

/** @returns What it has shown. */
function showAddresses(hosts: readonly string[], port: number): readonly string[] {
  const urls = hosts.map((host) => `https://${host}:${String(port)}/`);
  for (const url of urls) showCode(url);
  return urls;
}

function showCode(url: string): void {
  console.log(`${url}\n${encodeQR(url, 'ascii')}\n`);
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
