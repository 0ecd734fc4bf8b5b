/**
 * @file `npm run hub`: serves the kiosk as `npm start` does, and joins the kiosks of a site to a fleet: it runs
 * nats-server and passes the doors' links through to it.
 */
import { Command, InvalidArgumentError, Option } from 'commander';
import { readCluster } from '../lib/hub/cluster.ts';
import { requireNats } from '../lib/hub/find-nats.ts';
import { extensionOf } from '../lib/hub/hub-answers.ts';
import { readReceiver } from '../lib/hub/head-publisher.ts';
import { Hub } from '../lib/hub/hub.ts';
import { describeDoorOrigins } from '../lib/site/door-origins.ts';
import { describeMissing } from '../lib/models/model-lines.ts';
import { HUB_FOLDER } from '../lib/paths.ts';
import { addSiteOptions, buildSite, type SiteOptions } from '../lib/site/run-site.ts';
import { NO_ANSWER } from '../lib/terminal/exit-codes.ts';
import { main } from '../lib/terminal/main.ts';
import { clusterFilesCommand } from './hub/cluster-files.ts';
import { verifyHeadCommand } from './hub/verify-head.ts';

interface HubCommandOptions extends SiteOptions {
  readonly folder: string;
  readonly cluster?: string;
  readonly proxy: readonly string[];
  readonly publishHeads?: string;
}

await main(
  addSiteOptions(
    new Command('npm run hub --').description(
      'Build and serve the kiosk as npm start does, and join the kiosks of a site to a fleet.',
    ),
  )
    .addCommand(verifyHeadCommand())
    .addCommand(clusterFilesCommand())
    .option('--folder <folder>', 'where the hub keeps its site and its store', HUB_FOLDER)
    .option('--cluster <file>', 'one of several hubs that keep everything together, by its own file')
    .option('--proxy <address...>', 'IP addresses of load balancers, which stand for many doors', [])
    .addOption(
      new Option(
        '--publish-heads <address>',
        'where the signed heads of the doors’ logs are posted to',
      ).argParser(receiverOf),
    )
    .action(runHub),
);

async function runHub(options: HubCommandOptions): Promise<void> {
  const say = (sentence: string): void => {
    console.log(sentence);
  };
  let stop = (): void => process.exit(NO_ANSWER);
  // More than once: Ctrl+C reaches this process from the terminal and from the one that started it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stop();
    });
  }
  const binary = requireNats(say);
  const site = await buildSite(options);
  const { folder, publishHeads, proxy: proxies } = options;
  const cluster = options.cluster === undefined ? undefined : await readCluster(options.cluster);
  const hub = await Hub.open({ folder, publishHeads, binary, cluster, proxies, say });
  const served = await site.serve(extensionOf(hub)).catch(async (error: unknown) => {
    await hub.close();
    throw error;
  });

  for (const line of describeMissing(site.models)) console.log(line);
  const reach = describeDoorOrigins(options.door);
  if (reach !== null) console.log(reach);
  const consoles = served.addresses.map((address) => `${address}console/`).join(' or ');
  console.log(`\nThe hub keeps its data in ${hub.folder}, with nats-server ${binary.version.text}.`);
  if (hub.isOpenForSetUp()) {
    console.log(
      `Next: open the console at ${consoles} and set the site up with this code:\n\n    ${hub.setUpCode.text}\n`,
    );
  } else console.log(`The console: ${consoles}`);
  console.log('Stop the hub here with Ctrl+C.');

  let isStopping = false;
  stop = () => {
    if (isStopping) return;
    isStopping = true;
    Promise.all([served.close(), hub.close()]).catch((error: unknown) => {
      console.error(`The hub did not stop cleanly: ${String(error)}`);
      process.exitCode = NO_ANSWER;
    });
  };
}

function receiverOf(address: string): string {
  try {
    return readReceiver(address);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}
