/**
 * @file The hub's figures in the text form of Prometheus. Sums over all doors: no door, no person and no name is in
 * them. Pure.
 */
import type { DoorReport, FleetFigures } from './fleet-figures.ts';

export interface HubFigures {
  /** Null while nats-server does not answer. */
  readonly fleet: FleetFigures | null;
  /** Open links through the hub, of doors and consoles. */
  readonly links: number;
  /** Of the disk with the hub's folder. */
  readonly freeBytes: number;
}

/** Doors tell of themselves every half minute. */
const HEARD_MS = 90_000;

/** @returns Text format 0.0.4. */
export function metricsText({ fleet, links, freeBytes }: HubFigures): string {
  const lines = [
    ...gauge('nats_up', 'Whether nats-server answers: 1 or 0.', fleet === null ? 0 : 1),
    ...gauge('links', 'Open links of doors and consoles.', links),
    ...gauge('disk_free_bytes', 'What is free on the disk with the hub.', freeBytes),
  ];
  // What is not known is left out: a zero would say that all is well.
  if (fleet !== null) lines.push(...fleetLines(fleet));
  return `${lines.join('\n')}\n`;
}

function fleetLines({ nowMs, doors, peopleRevision, storeBytes }: FleetFigures): readonly string[] {
  const heard = doors.filter(({ heardMs }) => nowMs - heardMs <= HEARD_MS);
  const sum = (of: (door: DoorReport) => number): number =>
    doors.reduce((total, door) => total + of(door), 0);
  const skewsS = heard.map(({ report }) => Math.abs(report.skewMs) / 1000);
  return [
    ...gauge('doors', 'Doors that were heard within a day.', doors.length),
    ...gauge('doors_heard', 'Doors that were heard within 90 seconds.', heard.length),
    ...gauge(
      'doors_in_sync',
      'Of these, doors with all changes and the same people as most.',
      inSync(heard, peopleRevision),
    ),
    ...gauge(
      'unsent_people',
      'Changes of people that wait at the doors.',
      sum(({ report }) => report.unsentPeople),
    ),
    ...gauge(
      'unsent_events',
      'Log entries that wait at the doors.',
      sum(({ report }) => report.unsentEvents),
    ),
    ...gauge(
      'refused_records',
      'Records that doors did not take.',
      sum(({ report }) => report.refused.length),
    ),
    ...gauge('clock_skew_seconds', 'The largest difference of a clock from the hub.', Math.max(0, ...skewsS)),
    ...gauge('store_bytes', 'What the store holds on the disk.', storeBytes),
  ];
}

/** The hub reads nobody, so it goes by what most doors have. The console compares with its own copy. */
function inSync(doors: readonly DoorReport[], peopleRevision: number): number {
  const counts = new Map<string, number>();
  for (const { report } of doors) {
    if (report.revision < peopleRevision || report.unsentPeople > 0) continue;
    const copy = `${report.people} ${report.digest}`;
    counts.set(copy, (counts.get(copy) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}

function gauge(name: string, help: string, value: number): readonly string[] {
  return [`# HELP facegate_${name} ${help}`, `# TYPE facegate_${name} gauge`, `facegate_${name} ${value}`];
}
