/** @file The bench of attackers as text: a row for each species and policy, and its worst circumstances. Pure. */
import { textTable } from '../scripts/lib/terminal/text-table.ts';
import type { AttackersBench, AttackersCell } from './attackers.bench.ts';

const HEADER = ['policy', 'who comes', 'granted', 'of', '%', 'at the extreme'];

export function describeAttackers({ attempts, cells }: AttackersBench): string[] {
  const groups = new Map<string, AttackersCell[]>();
  for (const cell of cells) {
    const key = `${cell.policy}|${cell.species}`;
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  return textTable(
    HEADER,
    [...groups.values()].map((group) => rowOf(group, attempts)),
    [2, 3, 4],
  );
}

/** The extreme: where attackers are granted most, and people least. */
function rowOf(group: readonly AttackersCell[], attempts: number): string[] {
  const [{ policy, species, attack }] = group;
  const granted = group.reduce((sum, cell) => sum + cell.granted, 0);
  const of = group.length * attempts;
  const extreme = group.reduce((worst, cell) =>
    attack === cell.granted > worst.granted && cell.granted !== worst.granted ? cell : worst,
  );
  return [
    policy,
    species,
    String(granted),
    String(of),
    ((100 * granted) / of).toFixed(1),
    `${extreme.granted} of ${attempts}: ${extreme.framesPerSecond} fps, ${extreme.room}`,
  ];
}
