/** @file A fleet for tests: its site's keys, a nats-server of its own, and links to it as devices have them. */
import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import { startTestHub, type TestHub } from '../../../scripts/lib/hub/test-hub.ts';
import {
  admit,
  type HubClaims,
  type HubSeeds,
  type LinkCredentials,
  makeHubClaims,
  makeHubSeeds,
  makeUser,
} from '../../../src/fleet/credentials.ts';
import { makeStoredKeys, type StoredKeys } from '../../../src/fleet/device-keys.ts';
import { openLink } from '../../../src/fleet/link.ts';
import type { Link } from '../../../src/fleet/link-types.ts';
import { CONSOLE, doorPermissions, type DoorRights } from '../../../src/fleet/permissions.ts';

export interface TestDevice {
  readonly id: string;
  readonly keys: StoredKeys;
  readonly credentials: LinkCredentials;
}

const EVENT_DAYS = 365;

/** Begins with the buckets made. `stop` closes every link that it gave. */
export class TestFleet {
  private readonly _links: Link[] = [];

  private constructor(
    readonly seeds: HubSeeds,
    readonly claims: HubClaims,
    public hub: TestHub,
  ) {}

  /** @param folder - Of an earlier hub of the same site, with its seeds. */
  static async start(earlier?: { readonly seeds: HubSeeds; readonly folder: string }): Promise<TestFleet> {
    const seeds = earlier?.seeds ?? makeHubSeeds();
    const claims = await makeHubClaims(seeds);
    const options = { claims: { ...claims, siteId: 'test' }, ...(earlier && { folder: earlier.folder }) };
    return new TestFleet(seeds, claims, await startTestHub(options));
  }

  /** Of an operator, whose link has made the buckets. */
  async console(): Promise<Link> {
    const link = this.link('console', await makeUser(this.seeds, 'console', CONSOLE));
    await link.whenUp(AbortSignal.timeout(60_000));
    await link.makeStores({ eventDays: EVENT_DAYS });
    return link;
  }

  /** @param seeds - Of the site that admits it. */
  async device(rights: Partial<DoorRights> = {}, seeds: HubSeeds = this.seeds): Promise<TestDevice> {
    const id = rights.device ?? randomUUID();
    const keys = await makeStoredKeys(crypto);
    const permissions = doorPermissions({ device: id, zones: ['all'], mayEnrol: false, ...rights });
    const jwt = await admit(seeds, id, keys.nkey, permissions);
    return { id, keys, credentials: { jwt, seed: keys.seed } };
  }

  link(device: string, credentials: LinkCredentials, nowMs?: () => number): Link {
    const link = openLink({
      url: this.url,
      credentials,
      device,
      // The types of ws and of the DOM differ in their events, which NATS does not look at.
      openSocket: (url) => new WebSocket(url) as unknown as globalThis.WebSocket,
      ...(nowMs && { nowMs }),
    });
    this._links.push(link);
    return link;
  }

  async linked(device: TestDevice): Promise<Link> {
    const link = this.link(device.id, device.credentials);
    await link.whenUp(AbortSignal.timeout(60_000));
    return link;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.hub.ports.webSocket}`;
  }

  async stop(): Promise<void> {
    await Promise.all(this._links.map((link) => link.close()));
    await this.hub.stop();
  }
}
