/**
 * @file Three hubs that keep everything together, while the one that decides is killed and comes back: what was
 * acknowledged and is not there, and how long nothing was. Hubs and doors share this machine.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { TestFleet } from '../../simulator/fleet/test-fleet.ts';
import { siteRecordOf, simulatedSubject } from '../../simulator/fleet/simulated-subject.ts';
import type { Link } from '../../src/fleet/link-types.ts';
import { personKey, placeOfKey, SITE, ZONE } from '../../src/fleet/names.ts';
import { encodePerson } from '../../src/fleet/person-codec.ts';
import { sealRecord } from '../../src/fleet/sealed-record.ts';
import { quantiles, type Quantiles } from '../statistics.ts';

export interface HubsBenchOptions {
  readonly doors: number;
  /** How often the hub that decides is killed. */
  readonly kills: number;
  readonly onStep: (step: string) => void;
}

export interface HubsBench {
  readonly kills: number;
  readonly acknowledged: number;
  readonly missing: number;
  /** Milliseconds from a door's first try until the hubs have it. */
  readonly puts: Quantiles | null;
  readonly p95Ms: number | null;
  /** The longest time in which no door's record was acknowledged. */
  readonly longestPauseMs: number;
}

const AWAY_MS = 7_000;
const BETWEEN_MS = 5_000;
const PACE_MS = 50;

export async function benchHubs({ doors, kills, onStep }: HubsBenchOptions): Promise<HubsBench> {
  const { fleet, hubs } = await TestFleet.startWithThree();
  try {
    const acknowledged = new Set<string>();
    const times: number[] = [];
    const ending = new AbortController();
    let lastMs = performance.now();
    let longestPauseMs = 0;
    const onAck = (key: string, tookMs: number): void => {
      acknowledged.add(key);
      times.push(tookMs);
      longestPauseMs = Math.max(longestPauseMs, performance.now() - lastMs);
      lastMs = performance.now();
    };
    onStep(`${doors} doors enrol`);
    const enrolling = Array.from({ length: doors }, async () => {
      const device = await fleet.device({ mayEnrol: true });
      const link = await fleet.linked(device);
      while (!ending.signal.aborted) {
        await putNew(fleet, link, onAck);
        await sleep(PACE_MS);
      }
    });
    await sleep(BETWEEN_MS);
    for (let kill = 1; kill <= kills; kill += 1) {
      onStep(`killing the hub that decides, ${kill} of ${kills}`);
      await hubs.killFor(await fleet.decidingHub(hubs), () => sleep(AWAY_MS));
      await sleep(BETWEEN_MS);
    }
    ending.abort();
    await Promise.all(enrolling);
    const found = await keysAtHub(fleet);
    const sorted = [...times].sort((a, b) => a - b);
    return {
      ...{ kills, acknowledged: acknowledged.size, longestPauseMs },
      missing: [...acknowledged].filter((key) => !found.has(key)).length,
      puts: quantiles(times),
      p95Ms: sorted[Math.ceil(0.95 * sorted.length) - 1] ?? null,
    };
  } finally {
    await fleet.stop();
  }
}

/** Until the hubs have it. */
async function putNew(
  fleet: TestFleet,
  link: Link,
  onAck: (key: string, tookMs: number) => void,
): Promise<void> {
  const key = personKey(ZONE, crypto.randomUUID());
  const body = encodePerson(await siteRecordOf(simulatedSubject()));
  const writer = { name: SITE, signingKey: fleet.site.signing.privateKey };
  const sealed = await sealRecord(placeOfKey('people', key), fleet.site.zone, body, writer, crypto);
  const startMs = performance.now();
  for (;;) {
    const isThere = await link.put('people', key, sealed, 0).then(
      // Null: an answer was lost, and the record is there already.
      () => true,
      () => false,
    );
    if (isThere) break;
    await sleep(PACE_MS);
  }
  onAck(key, performance.now() - startMs);
}

async function keysAtHub(fleet: TestFleet): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  const ending = new AbortController();
  const watch = await fleet.console.watch('people', '>', { signal: ending.signal });
  for await (const { item, behind } of watch) {
    keys.add(item.key);
    if (behind === 0) ending.abort();
  }
  return keys;
}
