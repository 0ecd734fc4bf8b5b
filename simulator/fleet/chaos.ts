/**
 * @file Many doors of one fleet, among which everything breaks: doors and hub are killed, links are cut, and people are
 * enrolled, renamed and erased meanwhile. Then counts what is missing.
 */
import { EventOpener } from '../../src/fleet/sealed-events.ts';
import type { AuditEntry } from '../../src/storage/types.ts';
import { lcg } from '../builders.ts';
import { SimulatedDoor } from './simulated-door.ts';
import { TestFleet } from './test-fleet.ts';

export interface ChaosOptions {
  readonly doors: number;
  /** It goes on until so many of each were done, and `seconds` are over. */
  readonly hubKills: number;
  readonly doorKills: number;
  readonly changes: number;
  readonly seconds: number;
  readonly onStep?: (step: string) => void;
}

export interface ChaosResult {
  readonly hubKills: number;
  readonly doorKills: number;
  readonly cuts: number;
  readonly people: number;
  readonly erased: number;
  /** Entries in the logs of all doors. */
  readonly events: number;
  readonly missing: number;
  readonly twice: number;
  /** Entries that came before an earlier one. */
  readonly disordered: number;
  /** Of all doors: one where all hold the same. */
  readonly digests: number;
  /** Doors that lack somebody, or have somebody who was erased. */
  readonly wrongDoors: number;
  /** From the last change until all was everywhere. */
  readonly settledMs: number;
  /** What doors said went wrong, and tried again. */
  readonly failures: readonly string[];
}

/** So many doors may be away at once. */
const AWAY = 0.2;
const LONGEST_SETTLE_MS = 600_000;
const POLL_MS = 250;
/** Draws the same each time; what comes of it depends on the machine. */
const SEED = 21;

export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const fleet = await TestFleet.start();
  const doors: SimulatedDoor[] = [];
  try {
    // The last one only checks.
    for (let at = 0; at < options.doors; at++) {
      doors.push(await SimulatedDoor.join(fleet, { mayEnrol: at < options.doors - 1 }));
    }
    const done = await breakThings(fleet, doors, options);
    const startMs = performance.now();
    await settle(doors, done.names);
    options.onStep?.('counting');
    return { ...(await count(fleet, doors, done)), settledMs: performance.now() - startMs };
  } finally {
    await Promise.all(doors.map((door) => door.stop()));
    await fleet.stop();
  }
}

interface Done {
  readonly counts: { hubKills: number; doorKills: number; cuts: number; erased: number; changes: number };
  /** By id, of those who are not erased. */
  readonly names: Map<string, string>;
}

async function breakThings(
  fleet: TestFleet,
  doors: readonly SimulatedDoor[],
  { hubKills, doorKills, changes, seconds, onStep }: ChaosOptions,
): Promise<Done> {
  const random = lcg(SEED);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)];
  const counts: Done['counts'] = { hubKills: 0, doorKills: 0, cuts: 0, erased: 0, changes: 0 };
  const names: Done['names'] = new Map();
  const away: SimulatedDoor[] = [];
  const endMs = performance.now() + seconds * 1_000;
  const isOver = (): boolean =>
    counts.hubKills >= hubKills &&
    counts.doorKills >= doorKills &&
    counts.changes >= changes &&
    performance.now() >= endMs;
  let hubBack: Promise<void> = Promise.resolve();
  for (let step = 1; !isOver(); step++) {
    const here = doors.filter((door) => !away.includes(door));
    await change(pick(here.filter((door) => door !== doors[doors.length - 1])), names, counts, random);
    await pick(here).log();
    if (random() < 0.5) {
      pick(here).cut();
      counts.cuts++;
    }
    if (random() < 0.5 && away.length < doors.length * AWAY) {
      const door = pick(here);
      // In the middle of its work: nothing of it is waited for.
      door.kill();
      away.push(door);
      counts.doorKills++;
    } else if (away.length > 0) {
      await away.shift()?.begin();
    }
    // As many steps apart as they are to come.
    const isDue =
      counts.hubKills * Math.max(changes, doorKills) <= hubKills * Math.max(counts.changes, counts.doorKills);
    if (isDue && counts.hubKills < hubKills && fleet.hub.pid !== null) {
      await hubBack;
      hubBack = fleet.hub.kill();
      counts.hubKills++;
      onStep?.(`${counts.changes} changes; the hub was killed ${counts.hubKills} times`);
    }
    await new Promise((resolve) => setTimeout(resolve, random() * 100));
  }
  await hubBack;
  for (const door of away) await door.begin();
  return { counts, names };
}

async function change(
  door: SimulatedDoor,
  names: Done['names'],
  counts: Done['counts'],
  random: () => number,
): Promise<void> {
  counts.changes++;
  const known = [...(await door.store.allNames()).keys()].filter((id) => names.has(id));
  const id = known[Math.floor(random() * known.length)] as string | undefined;
  const kind = random();
  if (id === undefined || kind < 0.6) {
    const { id: newId, name } = await door.enrol();
    names.set(newId, name);
  } else if (kind < 0.8) {
    await door.rename(id, `Renamed ${counts.changes}`);
  } else {
    await door.erase(id);
    names.delete(id);
    counts.erased++;
  }
}

/** Until every door has everybody, and has told everything; or for ten minutes. */
async function settle(doors: readonly SimulatedDoor[], names: Done['names']): Promise<void> {
  const endMs = performance.now() + LONGEST_SETTLE_MS;
  while (performance.now() < endMs) {
    const facts = await Promise.all(doors.map((door) => door.doorStore.facts()));
    const isSettled =
      facts.every(
        ({ people, unsent, digest }) => people === names.size && unsent === 0 && digest === facts[0].digest,
      ) && doors.every(({ report }) => report?.unsentEvents === 0 && report.digest === facts[0].digest);
    if (isSettled) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function count(
  fleet: TestFleet,
  doors: readonly SimulatedDoor[],
  { counts, names }: Done,
): Promise<Omit<ChaosResult, 'settledMs'>> {
  // Logs may still have grown by what was taken in last.
  const sent = await eventsOf(fleet, doors);
  let [events, missing, twice, disordered, wrongDoors] = [0, 0, 0, 0, 0];
  for (const { device, doorStore, store } of doors) {
    const own = await doorStore.entriesAfter(-1, Number.MAX_SAFE_INTEGER);
    const told = sent.get(device.id) ?? [];
    const hashes = new Set(told.map(({ hash }) => hash));
    events += own.length;
    missing += own.filter(({ hash }) => !hashes.has(hash)).length;
    twice += told.length - hashes.size;
    disordered += told.filter(({ index }, at) => at > 0 && index <= told[at - 1].index).length;
    const held = await store.allNames();
    if (held.size !== names.size || [...names.keys()].some((id) => !held.has(id))) wrongDoors++;
  }
  const digests = new Set(
    await Promise.all(doors.map(async ({ doorStore }) => (await doorStore.facts()).digest)),
  );
  return {
    ...{ hubKills: counts.hubKills, doorKills: counts.doorKills, cuts: counts.cuts },
    ...{ people: names.size, erased: counts.erased, events, missing, twice, disordered, wrongDoors },
    digests: digests.size,
    failures: doors.flatMap(({ failures }) => failures.map(({ what, error }) => `${what}: ${String(error)}`)),
  };
}

/** By device, as the console opens them, once the hub has as many as the doors. */
async function eventsOf(
  fleet: TestFleet,
  doors: readonly SimulatedDoor[],
): Promise<ReadonlyMap<string, readonly AuditEntry[]>> {
  const opener = new EventOpener(fleet.site.audit, crypto);
  const byDevice = new Map<string, AuditEntry[]>(doors.map(({ device }) => [device.id, []]));
  const over = new AbortController();
  const watch = await fleet.console.watchEvents(null, { signal: over.signal });
  for await (const { item, behind } of watch) {
    byDevice.get(item.device)?.push(await opener.open(item.device, item.index, item.sealed));
    if (behind === 0) break;
  }
  over.abort();
  return byDevice;
}
