/**
 * @file A door's life with its hub: it reads people, roster and rules, and sends its people, log and health. The door
 * works from its own store alone; nothing waits for the hub. Runs in a page, a worker or Node.
 */
import type { HealthReport } from '../health-report.ts';
import type { ZoneKeys } from '../keyring.ts';
import { LinkError, type Link } from '../link-types.ts';
import { type Device, Roster } from '../roster.ts';
import type { DoorSite, DoorStore } from '../types.ts';
import { Bell } from './bell.ts';
import type { DoorKeys } from './door-keys.ts';
import { keepGoing, type Run } from './keep-going.ts';
import { PeopleReader } from './read-people.ts';
import { Refusals } from './refusals.ts';
import { reportHealth } from './report-health.ts';
import { EventSender } from './send-events.ts';
import { sendPeople } from './send-people.ts';
import { readKeys, watchKeys } from './watch-keys.ts';
import { watchPolicy, watchRoster } from './watch-site.ts';

export interface DoorSyncOptions {
  /** Stays the caller's. */
  readonly link: Link;
  readonly store: DoorStore;
  readonly site: DoorSite;
  readonly keys: DoorKeys;
  /** Of the program. */
  readonly version: string;
  readonly crypto: Crypto;
  /** In milliseconds since the epoch. */
  readonly nowMs: () => number;
  /** Stores the zone's keys, which the site has changed. */
  readonly onKeys: (keys: ZoneKeys) => Promise<void>;
  readonly onRoster?: (devices: readonly Device[]) => void;
  /** After people were taken in. @param behind - How many records the hub has beyond. */
  readonly onTakenIn?: (behind: number) => void;
  /** What the door says of itself to the hub, for its own screens. */
  readonly onReport?: (report: HealthReport) => void;
  /** What did not go well and is tried again. For the console of the developer, not for people. */
  readonly onFailure?: (what: DoorWork, error: unknown) => void;
}

export type DoorWork = 'keys' | 'roster' | 'policy' | 'read' | 'send' | 'events' | 'health';

export interface DoorSync {
  /** People or the log were changed at this door. */
  readonly wake: () => void;
  /** Index of the last entry of the log that the hub has; null before it was asked. */
  readonly sentEvent: () => number | null;
  /** Resolves when nothing goes on any more. */
  readonly stop: () => Promise<void>;
}

const MOST_TOLD = 20;
const ROSTER_POLL_MS = 30_000;

export function startDoorSync(options: DoorSyncOptions): DoorSync {
  const { link, store, site, keys, crypto, nowMs } = options;
  const stopping = new AbortController();
  const [peopleBell, eventBell, healthBell, rosterBell] = [new Bell(), new Bell(), new Bell(), new Bell()];
  const roster = new Roster(keys.siteKey, crypto);
  // Nothing older than what is kept counts.
  const rosterKept = Promise.all(site.devices.map((device) => roster.put(device)));
  const refusals = new Refusals((refused) => {
    store.noteRefused(refused);
    healthBell.ring();
  });
  const { onKeys } = options;
  const shared = { link, store, site, keys, roster, refusals, crypto, nowMs, onKeys };
  const onSent = (): void => healthBell.ring();
  const reader = new PeopleReader({
    ...shared,
    onBatch: (behind) => {
      healthBell.ring();
      // Perhaps both sides had changed somebody.
      peopleBell.ring();
      options.onTakenIn?.(behind);
    },
  });
  const events = new EventSender({ ...shared, bell: eventBell, onSent });
  let isRosterKnown = false;
  let rekeyed = new AbortController();

  const works: Readonly<Record<DoorWork, (run: Run) => Promise<void>>> = {
    keys: (run) => watchKeys(shared, run, onNewKeys),
    roster: async (run) => {
      await rosterKept;
      await watchRoster(shared, underOneKey(run), onRoster);
    },
    policy: (run) => watchPolicy(shared, underOneKey(run), () => healthBell.ring()),
    read: async (run) => {
      // Without it nobody's record verifies but the site's.
      while (!isRosterKnown && !run.signal.aborted) await rosterBell.wait(ROSTER_POLL_MS, run.signal);
      if (!run.signal.aborted) await reader.read(run);
    },
    send: async (run) => {
      if (await readKeys(shared)) onNewKeys();
      await sendPeople({ ...shared, bell: peopleBell, onSent }, run);
    },
    events: (run) => events.send(run),
    health: (run) => reportHealth({ ...shared, makeReport, bell: healthBell }, run),
  };

  /** What did not open is read again. */
  function onNewKeys(): void {
    rekeyed.abort();
    rekeyed = new AbortController();
    healthBell.ring();
    reader.retry().catch((error: unknown) => fail('read', error));
  }

  /** Ends when the keys change, to be begun anew. */
  function underOneKey(run: Run): Run {
    return { ...run, signal: AbortSignal.any([run.signal, rekeyed.signal]) };
  }

  function onRoster(): void {
    isRosterKnown = true;
    rosterBell.ring();
    peopleBell.ring();
    options.onRoster?.(roster.devices);
    // What fails is tried again at the next link.
    reader.retry().catch((error: unknown) => fail('read', error));
  }

  async function makeReport(): Promise<HealthReport> {
    const { people, digest, unsent } = await store.facts();
    const sent = events.sent ?? -1;
    const report: HealthReport = {
      device: keys.device,
      atMs: nowMs(),
      skewMs: link.skewMs ?? 0,
      version: options.version,
      epoch: keys.ring.range.newest,
      people,
      digest,
      revision: reader.revision,
      unsentPeople: unsent,
      unsentEvents: Math.max(0, (await store.lastEntry()) - sent),
      rules: site.rulesAt,
      rulesLeftOut: site.leftOut.slice(0, MOST_TOLD),
      refused: refusals.all.slice(-MOST_TOLD),
    };
    options.onReport?.(report);
    return report;
  }

  function fail(what: DoorWork, error: unknown): void {
    // A hub that is away, or not set up yet, is waited for.
    const isAwaited = error instanceof LinkError && (error.code === 'down' || error.code === 'missing');
    if (!isAwaited && !stopping.signal.aborted) options.onFailure?.(what, error);
  }

  const going = (Object.keys(works) as DoorWork[]).map((what) =>
    keepGoing(link, stopping.signal, works[what], (error) => fail(what, error)),
  );

  return {
    sentEvent: () => events.sent,
    wake: () => [peopleBell, eventBell, healthBell].forEach((bell) => bell.ring()),
    stop: async () => {
      stopping.abort();
      await Promise.all(going);
    },
  };
}
