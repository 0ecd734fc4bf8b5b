/**
 * @file A fleet at a real nats-server: how long until another door has whom one door enrolled, a door's first reading,
 * and its return after changes. Doors and hub share this machine.
 */
import { readFile } from 'node:fs/promises';
import { SimulatedDoor } from '../../simulator/fleet/simulated-door.ts';
import { simulatedSubject, siteRecordOf } from '../../simulator/fleet/simulated-subject.ts';
import { TestFleet } from '../../simulator/fleet/test-fleet.ts';
import { personKey, ZONE } from '../../src/fleet/names.ts';
import { encodePerson } from '../../src/fleet/person-codec.ts';
import { quantiles, type Quantiles } from '../statistics.ts';

export interface FleetBenchOptions {
  readonly people: number;
  readonly changes: number;
  readonly enrolments: number;
  readonly onStep: (step: string) => void;
}

export interface FleetBench {
  readonly people: number;
  readonly changes: number;
  /** Milliseconds from "saved" at one door until another one has stored the person. */
  readonly toOtherDoor: Quantiles | null;
  readonly toOtherDoorP95Ms: number | null;
  /** Of a door that joins: until it has stored everybody. */
  readonly firstReadingMs: number;
  /** Of a door that was away meanwhile. */
  readonly returnMs: number;
  readonly recordBytes: number;
  /** Resident memory of nats-server after it; null where the system does not tell. */
  readonly hubMb: number | null;
}

/** Records that are put before the answer to the first one has come. */
const AT_ONCE = 64;

export async function benchFleet(options: FleetBenchOptions): Promise<FleetBench> {
  const { people, changes, enrolments, onStep } = options;
  const fleet = await TestFleet.start();
  const doors: SimulatedDoor[] = [];
  try {
    onStep(`putting ${people} people`);
    const ids = Array.from({ length: people }, () => crypto.randomUUID());
    const recordBytes = await putAll(fleet, ids);
    onStep('a door joins and reads them');
    let startMs = performance.now();
    const first = await SimulatedDoor.join(fleet);
    doors.push(first);
    await holds(first, people);
    const firstReadingMs = performance.now() - startMs;
    onStep(`${changes} changes while a door is away`);
    const away = first;
    await away.stop();
    await putAll(fleet, ids.slice(0, changes));
    const { lastRevision } = await fleet.console.state('people');
    startMs = performance.now();
    await away.begin();
    await until(away, () => away.report?.revision === lastRevision);
    const returnMs = performance.now() - startMs;
    onStep(`${enrolments} enrolments at one door, seen at another`);
    const other = await SimulatedDoor.join(fleet, { mayEnrol: false });
    doors.push(other);
    await holds(other, people);
    const times: number[] = [];
    for (let at = 1; at <= enrolments; at++) {
      const subject = simulatedSubject();
      const has = until(other, async () => (await other.doorStore.facts()).people === people + at);
      await first.enrol(subject);
      startMs = performance.now();
      await has;
      times.push(performance.now() - startMs);
    }
    const sorted = [...times].sort((a, b) => a - b);
    return {
      ...{ people, changes, firstReadingMs, returnMs, recordBytes },
      toOtherDoor: quantiles(times),
      toOtherDoorP95Ms: sorted[Math.ceil(0.95 * sorted.length) - 1] ?? null,
      hubMb: await residentMb(fleet.hub.pid),
    };
  } finally {
    await Promise.all(doors.map((door) => door.stop()));
    await fleet.stop();
  }
}

/** As a console does, signed by the site. @returns Bytes of a sealed record. */
async function putAll(fleet: TestFleet, ids: readonly string[]): Promise<number> {
  let bytes = 0;
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const puts = ids.slice(at, at + AT_ONCE).map(async (id) => {
      const body = encodePerson(await siteRecordOf(simulatedSubject()));
      return fleet.putSigned('people', personKey(ZONE, id), body);
    });
    [bytes] = await Promise.all(puts);
  }
  return bytes;
}

/** Until the door has stored so many. */
function holds(door: SimulatedDoor, people: number): Promise<void> {
  return until(door, async () => (await door.doorStore.facts()).people === people);
}

/** Asked when people were taken in, and now and then. */
async function until(door: SimulatedDoor, isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, POLL_MS);
      door.onTakenIn = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

const POLL_MS = 50;

async function residentMb(pid: number | null): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kb = /VmRSS:\s+(\d+)/.exec(status)?.[1];
  return kb === undefined ? null : Number(kb) / 1_024;
}
