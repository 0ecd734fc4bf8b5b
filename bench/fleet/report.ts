/** @file The bench of a fleet as text. Pure. */
import { textTable } from '../../scripts/lib/terminal/text-table.ts';
import type { ChaosResult } from '../../simulator/fleet/chaos.ts';
import { targetRow, type Target } from '../report.ts';
import type { FleetBench } from './fleet.bench.ts';
import type { HubsBench } from './hubs.bench.ts';

/** Up to so many people a first reading is to take ten seconds. */
const FEW = 10_000;

/** Seconds. */
export const firstReadingTarget = (people: number): number => (people <= FEW ? 10 : 180);

export const most = (figure: string, measured: number | null, target: number, unit: string): Target => ({
  ...{ figure, unit, measured, target, better: 'lower' },
});
const least = (figure: string, measured: number, target: number): Target => ({
  ...{ figure, unit: '', measured, target, better: 'higher' },
});

export function fleetTargets({ people, changes, ...bench }: FleetBench): Target[] {
  return [
    most('enrolled at one door, stored at another, p95', bench.toOtherDoorP95Ms, 50, 'ms'),
    most(`first reading of ${people} people`, bench.firstReadingMs / 1_000, firstReadingTarget(people), 's'),
    most(`back after ${changes} changes`, bench.returnMs / 1_000, 2, 's'),
    most('resident memory of nats-server', bench.hubMb, 512, 'MB'),
  ];
}

export function chaosTargets(result: ChaosResult): Target[] {
  return [
    least('times that the hub was killed', result.hubKills, 5),
    least('times that a door was killed', result.doorKills, 100),
    most('entries of logs missing at the hub', result.missing, 0, ''),
    most('entries there twice', result.twice, 0, ''),
    most('entries out of order', result.disordered, 0, ''),
    most('different digests', result.digests, 1, ''),
    most('doors with other people than they should have', result.wrongDoors, 0, ''),
  ];
}

export function hubsTargets({ missing }: HubsBench): Target[] {
  return [most('acknowledged records that are missing', missing, 0, '')];
}

export function describeHubs(bench: HubsBench): string[] {
  const { kills, acknowledged, puts, p95Ms, longestPauseMs } = bench;
  return [
    `${acknowledged} records were acknowledged while the hub that decides was killed ${kills} times: p50 ` +
      `${puts?.p50.toFixed(1)} ms, p95 ${p95Ms?.toFixed(1)} ms. The longest time without an answer to any door was ` +
      `${(longestPauseMs / 1_000).toFixed(1)} s.`,
    '',
    ...table(hubsTargets(bench)),
  ];
}

export function describeFleet(bench: FleetBench): string[] {
  const { toOtherDoor, recordBytes, people } = bench;
  return [
    `${people} people of ${recordBytes} bytes each, sealed. From door to door p50 ${toOtherDoor?.p50.toFixed(1)} ms.`,
    '',
    ...table(fleetTargets(bench)),
  ];
}

export function describeChaos(result: ChaosResult): string[] {
  const { people, erased, events, cuts, settledMs, failures } = result;
  return [
    `${people} people, ${erased} erased, ${events} entries of logs, ${cuts} links cut; all of it was everywhere ` +
      `${(settledMs / 1_000).toFixed(1)} s after the last change.`,
    ...failures.map((failure) => `Tried again: ${failure}`),
    '',
    ...table(chaosTargets(result)),
  ];
}

/** Figures beside their aims. */
export function table(targets: readonly Target[]): string[] {
  return textTable(['figure', 'measured', 'target', ''], targets.map(targetRow), [1, 2]);
}
