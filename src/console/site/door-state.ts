/** @file How a door stands: what it said of itself against what the console has read of the zone. Pure. */
import type { HealthReport } from '../../fleet/health-report.ts';
import type { Device } from '../../fleet/roster.ts';
import type { PeopleFacts } from './people-api.ts';

/**
 * `joining`: it has not said anything yet. `inSync`: the same people in the same form, and the same rules. `behind`: it
 * has yet to read or to send. `differs`: it has read all and holds other people. `silent`: it was not heard for two
 * minutes.
 */
export type DoorState = 'joining' | 'inSync' | 'behind' | 'differs' | 'silent';

export interface Heard {
  readonly report: HealthReport;
  /** By the hub's clock. */
  readonly hubMs: number;
}

export interface Door {
  readonly device: Device;
  /** The last report that the door itself has signed. */
  readonly heard: Heard | null;
  /** Something came in its name that it has not signed. */
  readonly forged: boolean;
}

/** What the console holds of the zone. */
export interface OwnCopy extends Pick<PeopleFacts, 'people' | 'digest' | 'revision'> {
  /** The latest change of the rules; null for none. */
  readonly rules: string | null;
}

/** Doors speak every half a minute. */
const SILENT_MS = 120_000;
/** A wrong clock notes wrong times, and takes a wrong hour for an open one. */
const MOST_SKEW_MS = 120_000;

export function doorState({ heard }: Door, own: OwnCopy, hubMs: number): DoorState {
  if (heard === null) return 'joining';
  if (hubMs - heard.hubMs > SILENT_MS) return 'silent';
  const { people, digest, revision, unsentPeople, rules } = heard.report;
  if (people === own.people && digest === own.digest) return rules === own.rules ? 'inSync' : 'behind';
  return revision < own.revision || unsentPeople > 0 ? 'behind' : 'differs';
}

export function isClockWrong({ heard }: Door): boolean {
  return heard !== null && Math.abs(heard.report.skewMs) > MOST_SKEW_MS;
}
