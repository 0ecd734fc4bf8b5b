/** @file The kiosk's work as a door of a fleet, while its store is open. Loaded by kiosks that are in a fleet. */
import { linkUrl } from '../fleet/hub-address.ts';
import { decodeMembership } from '../fleet/membership.ts';
import type { Bytes } from '../storage/bytes.ts';
import type { OpenStore } from '../storage/open-store.ts';
import type { PersonChange } from '../storage/types.ts';
import { startFleetWorker } from '../workers/fleet-link.ts';
import type { FleetFacts } from '../workers/protocol.ts';
import { readClocks } from './clock-watch.ts';
import type { FleetMembership } from './fleet-door.ts';
import { HubWatch } from './hub-watch.ts';
import { programVersion } from './program-version.ts';

export interface FleetRunHandlers {
  /** The vectors are the handler's from now on. */
  onPeople(changes: readonly PersonChange[]): void;
  onFacts(facts: FleetFacts): void;
  /** Settings and rules in the store are others. */
  onSite(): void;
  /** The site has said something else of this door. */
  onMembership(): void;
  onError(error: unknown): void;
  /** For how many days the door may work without the hub; null for ever. */
  hublessDays(): number | null;
  /** The hub was not heard for longer than that, or is heard again. */
  onHub(): void;
}

export interface FleetRun {
  readonly membership: FleetMembership;
  readonly device: string;
  readonly hub: Pick<HubWatch, 'awayMs' | 'isOverdue'>;
  end(): void;
}

/**
 * @param stored - As the store keeps it.
 * @throws FleetError `invalid`.
 */
export function startFleetRun(
  store: OpenStore,
  stored: Bytes,
  baseUrl: string,
  handlers: FleetRunHandlers,
): FleetRun {
  const { welcome, joinedAtMs } = decodeMembership(stored);
  const hub = new HubWatch({
    store,
    read: readClocks,
    days: () => handlers.hublessDays(),
    onChange: () => handlers.onHub(),
    onError: (error) => handlers.onError(error),
  });
  hub.begin().catch((error: unknown) => handlers.onError(error));
  const worker = store.startBeside((databaseName, key) =>
    startFleetWorker(
      {
        ...{ databaseName, key, membership: stored, linkUrl: linkUrl(baseUrl) },
        version: programVersion(Date.now()).version,
      },
      {
        people: (changes) => handlers.onPeople(changes),
        facts: (facts) => {
          hub.follow(facts.link);
          handlers.onFacts(facts);
        },
        site: () => handlers.onSite(),
        membership: () => handlers.onMembership(),
        failed: (message) => handlers.onError(new Error(message)),
      },
    ),
  );
  store.onEdits((ids) => worker.changed(ids));
  return {
    membership: { siteName: welcome.siteName, door: welcome.name, mayEnrol: welcome.mayEnrol, joinedAtMs },
    device: welcome.device,
    hub,
    end: () => {
      hub.end();
      store.onEdits(() => undefined);
      worker.end();
    },
  };
}
