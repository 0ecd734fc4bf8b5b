/** @file `npm run hub -- cluster-files ADDRESSES…`: makes the files by which several hubs know each other. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { makeClusterFiles } from '../../lib/hub/cluster-files.ts';
import { CLUSTER_PORT } from '../../lib/hub/cluster.ts';

export function clusterFilesCommand(): Command {
  return new Command('cluster-files')
    .description('make the files by which three or more hubs know each other: each gets its own')
    .argument('<address...>', `where the others reach each hub: host or host:port (${CLUSTER_PORT})`)
    .option('--out <folder>', 'where the files are written', '.')
    .action(writeFiles);
}

async function writeFiles(addresses: readonly string[], { out }: { readonly out: string }): Promise<void> {
  const files = await makeClusterFiles(addresses);
  await mkdir(out, { recursive: true });
  for (const cluster of files) {
    const file = join(out, `facegate-hub-${cluster.self + 1}.json`);
    // Never over the file of hubs that run.
    await writeFile(file, `${JSON.stringify(cluster, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    console.log(`${file} is for ${cluster.members[cluster.self]}.`);
  }
  console.log(
    'Bring each file to its machine by a way that nobody else can read, and delete it here. Start each hub there by npm run hub -- --cluster FILE.',
  );
}
