/** @file The command line that trains a configuration again, with what differs from the included one. */
import { basename } from 'node:path';
import type { TrainConfig } from '../train/config.ts';
import { includedConfigs, loadConfig } from '../train/load-config.ts';

/** @returns One line for a shell. */
export async function trainCommandOf(config: TrainConfig, runFolder: string): Promise<string> {
  const start = `npm run training -- train --config`;
  const end = `--data packed --run ${runFolder}`;
  if (!(await includedConfigs()).includes(config.name)) return `${start} ${runFolder}/config.json ${end}`;
  const { init, ...rest } = config;
  const { init: usual, ...included } = await loadConfig(config.name);
  const changes = differences(included, rest).map((change) => ` --set '${change}'`);
  // Where a file lies on this machine is nobody's business.
  const from = init === usual || init === undefined ? '' : ` --init ${basename(init)}`;
  return `${start} ${config.name} ${end}${from}${changes.join('')}`;
}

/** Paths and values of `changed` that differ from `base`, as `--set` takes them. */
function differences(base: unknown, changed: unknown, path = ''): string[] {
  if (JSON.stringify(base) === JSON.stringify(changed)) return [];
  const bothObjects = [base, changed].every((value) => typeof value === 'object' && value !== null);
  if (!bothObjects) return [`${path}=${JSON.stringify(changed)}`];
  const [before, after] = [base as Record<string, unknown>, changed as Record<string, unknown>];
  const sameKeys = Object.keys(before).sort().join() === Object.keys(after).sort().join();
  if (!sameKeys) return [`${path}=${JSON.stringify(changed)}`];
  return Object.keys(after).flatMap((key) =>
    differences(before[key], after[key], path === '' ? key : `${path}.${key}`),
  );
}
