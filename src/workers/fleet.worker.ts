/**
 * @file The fleet's worker: talks to the hub beside the page, and changes people in the kiosk's own store. It holds the
 * data key in a form that nobody can export. The page hears of whom it changed, and tells it whom the page has.
 */
import * as comlink from 'comlink';
import { doorKeysOf } from '../fleet/door-keys.ts';
import { openDoorSite } from '../fleet/door-site.ts';
import { openDoorStore, type ProductDoorStore } from '../fleet/door-store.ts';
import type { RefusedRecord } from '../fleet/health-report.ts';
import { openLink } from '../fleet/link.ts';
import { KeptMembership } from '../fleet/kept-membership.ts';
import { ZONE } from '../fleet/names.ts';
import { type DoorSync, startDoorSync } from '../fleet/sync/door-sync.ts';
import { guardScripts } from '../runtime/trusted-types.ts';
import { openBeside } from '../storage/create-storage.ts';
import type { OpenStore } from '../storage/open-store.ts';
import type { FleetListener, FleetWorkerApi } from './protocol.ts';

interface Running {
  readonly door: ProductDoorStore;
  readonly sync: DoorSync;
}

const TOLD_AT_ONCE = 256;

let running: Running | null = null;

const api: FleetWorkerApi = {
  async start({ databaseName, key, membership: stored, linkUrl, version }, listener) {
    const nowMs = (): number => Date.now();
    const records = await openBeside(databaseName, key);
    records.onEdits(() => tellPeople(records, listener));
    const kept = new KeptMembership(stored, (next) => records.keepFleet(next, nowMs()));
    const membership = kept.value;
    const { device, mayEnrol } = membership.welcome;
    let refused: readonly RefusedRecord[] = [];
    const credentials = { jwt: membership.welcome.jwt, seed: membership.keys.seed };
    const link = openLink({ url: linkUrl, credentials, device });
    const door = await openDoorStore({
      ...{ records, device, mayEnrol, nowMs, crypto },
      hubNowMs: () => (link.skewMs === null ? null : link.hubMs()),
      onRefused: (all) => {
        refused = all;
        void tellFacts();
      },
    });
    const site = await openDoorSite({
      ...{ records, membership: kept, nowMs },
      onRules: () => listener.site(),
      onMembership: () => listener.membership(),
    });
    async function tellFacts(): Promise<void> {
      const last = await door.lastEntry();
      const sentEvent = running?.sync.sentEvent() ?? -1;
      listener.facts({
        ...(await door.facts()),
        ...{ link: link.status, listRead: door.isListRead, refused, sentEvent },
        rulesLeftOut: site.leftOut,
        unsentEvents: Math.max(0, last - sentEvent),
      });
    }

    link.onStatus(() => void tellFacts());
    await door.note();
    const sync = startDoorSync({
      ...{ link, store: door, site, version, crypto, nowMs },
      keys: await doorKeysOf(membership, crypto),
      onKeys: (zoneKeys) =>
        kept.change(({ welcome, ...rest }) => ({
          ...rest,
          welcome: { ...welcome, zones: { ...welcome.zones, [ZONE]: zoneKeys } },
        })),
      onTakenIn: () => void tellFacts(),
      onReport: () => void tellFacts(),
      onFailure: (what, error) => {
        listener.failed(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      },
    });
    running = { door, sync };
    await tellFacts();
  },

  async changed(ids) {
    if (running === null) return;
    await running.door.note(ids);
    running.sync.wake();
  },
};

/** In parts: thousands at once would stop the page for longer than a picture of the camera takes. */
function tellPeople(records: OpenStore, listener: FleetListener): void {
  const changes = records.takeChanges();
  for (let at = 0; at < changes.length; at += TOLD_AT_ONCE) {
    const part = changes.slice(at, at + TOLD_AT_ONCE);
    const buffers = part.flatMap(({ vectors }) => vectors.map(({ buffer }) => buffer));
    listener.people(comlink.transfer(part, buffers));
  }
}

guardScripts();
comlink.expose(api);
