/** @file The command lines that make a model again: its data, what it starts from, its training. */
import { basename } from 'node:path';
import type { PackedDataset } from '../data/types.ts';
import type { TrainConfig } from '../train/config.ts';
import { includedConfigs, loadConfig } from '../train/load-config.ts';

const TRAINING = 'npm run training --';
/** Ends of the names of datasets that are made of others, and the command that makes them. */
const MADE = { '-fakes': 'fakes', '-attacks': 'attacks' } as const;

interface Made {
  readonly original: string;
  /** Null: it is an original itself. */
  readonly command: string | null;
}

function madeFrom(name: string): Made {
  const end = Object.entries(MADE).find(([ending]) => name.endsWith(ending));
  return end
    ? { original: name.slice(0, -end[0].length), command: end[1] }
    : { original: name, command: null };
}

/** @param datasets - Those of the run, in the configuration's order. */
export function dataCommands(datasets: readonly PackedDataset[]): string[] {
  const folders = datasets.map(({ folder }) => basename(folder));
  const originals = new Set(folders.map((name) => madeFrom(name).original));
  return [
    ...[...originals].map(
      (name) => `${TRAINING} prepare --data data/${name} --layout ${layoutOf(name)} --out packed/${name}`,
    ),
    ...datasets.flatMap((dataset, at) => {
      const name = folders[at];
      const { original, command } = madeFrom(name);
      if (command === null) return [];
      const people = command === 'attacks' ? ` --people ${dataset.identities.length}` : '';
      return [
        `${TRAINING} ${command} --dataset packed/${original} --out packed/${name}${people} --per-person ${mostFakes(dataset)}`,
      ];
    }),
  ];
}

function layoutOf(dataset: string): string {
  if (dataset.startsWith('celeba')) return 'celeba';
  return dataset === 'dfdc' ? 'dfdc-frames' : dataset;
}

/** Of any one person. */
function mostFakes(dataset: PackedDataset): number {
  const counts = new Map<number, number>();
  for (let row = 0; row < dataset.size; row += 1) {
    const { isFake, identity } = dataset.record(row);
    if (isFake) counts.set(identity, (counts.get(identity) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}

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
