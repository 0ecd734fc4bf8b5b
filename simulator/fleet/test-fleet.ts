/**
 * @file A fleet for tests and measurements: its site's keys, a nats-server of its own, a console's hand in it, and
 * links to it as devices have them.
 */
import { randomUUID } from 'node:crypto';
import { jetstreamManager } from '@nats-io/jetstream';
import { headers, jwtAuthenticator, type NatsConnection, wsconnect } from '@nats-io/nats-core';
import { WebSocket } from 'ws';
import { memberName } from '../../scripts/lib/hub/cluster.ts';
import { startTestCluster, type TestCluster } from '../../scripts/lib/hub/test-cluster.ts';
import { startTestHub, type TestHub } from '../../scripts/lib/hub/test-hub.ts';
import {
  admit,
  type HubClaims,
  type HubSeeds,
  type LinkCredentials,
  makeHubClaims,
  makeUser,
} from '../../src/fleet/credentials.ts';
import {
  importBoxKeys,
  importSigningKey,
  makeStoredKeys,
  publicHalves,
} from '../../src/fleet/device-keys.ts';
import { deriveEpochKey, FIRST_EPOCH, importEpochKey } from '../../src/fleet/epoch-keys.ts';
import type { StoredKeys } from '../../src/fleet/key-schemas.ts';
import { Keyring, type ZoneKeys } from '../../src/fleet/keyring.ts';
import { type Kit, makeKit } from '../../src/fleet/kit.ts';
import { encodeMembership } from '../../src/fleet/membership.ts';
import { openLink } from '../../src/fleet/link.ts';
import type { Link } from '../../src/fleet/link-types.ts';
import {
  type Bucket,
  inboxOf,
  placeOfKey,
  SITE,
  streamOf,
  subjectOfKey,
  ZONE,
} from '../../src/fleet/names.ts';
import { CONSOLE, doorPermissions, type DoorRights } from '../../src/fleet/permissions.ts';
import { type Device, encodeDevice, importVerifier } from '../../src/fleet/roster.ts';
import { type SealingKey, sealRecord } from '../../src/fleet/sealed-record.ts';
import type { DoorKeys } from '../../src/fleet/sync/door-keys.ts';
import { pause } from '../../src/fleet/waiting.ts';
import { type Bytes, encodeUtf8, toHex } from '../../src/storage/bytes.ts';

export interface TestDevice {
  readonly id: string;
  readonly keys: StoredKeys;
  readonly credentials: LinkCredentials;
}

/** What the site signs and seals with. */
export interface SiteKeys {
  readonly signing: CryptoKeyPair;
  readonly audit: CryptoKeyPair;
  /** Of the first epoch. */
  readonly zone: SealingKey;
  readonly zoneKeys: ZoneKeys;
}

const EVENT_DAYS = 365;

/** Begins with the buckets made. `stop` closes every link that it gave. */
export class TestFleet {
  private readonly _links: Link[] = [];
  /** The newest of each device. */
  private readonly _sockets = new Map<string, WebSocket>();

  private constructor(
    /** What opens a console of this site. */
    readonly kit: Kit,
    readonly claims: HubClaims,
    readonly site: SiteKeys,
    public hub: TestHub,
    readonly console: Link,
  ) {}

  /** Of three hubs, where every record is kept by each. */
  static async startWithThree(): Promise<{ readonly fleet: TestFleet; readonly hubs: TestCluster }> {
    const { kit, claims, siteClaims } = await makeSite();
    const hubs = await startTestCluster(siteClaims);
    return { fleet: await TestFleet._begin(kit, claims, hubs, 3), hubs };
  }

  static async start(): Promise<TestFleet> {
    const { kit, claims, siteClaims } = await makeSite();
    return TestFleet._begin(kit, claims, await startTestHub({ claims: siteClaims }), 1);
  }

  private static async _begin(kit: Kit, claims: HubClaims, hub: TestHub, copies: number): Promise<TestFleet> {
    const link = openTestLink(hub, 'console', await makeUser(kit.hub, 'console', CONSOLE));
    const patience = AbortSignal.timeout(LONG_MS);
    const make = async (): Promise<void> => {
      await link.whenUp(patience);
      // Hubs of a cluster elect one of them first.
      await link.makeStores({ eventDays: EVENT_DAYS, copies }).catch(async (error: unknown) => {
        if (copies === 1 || patience.aborted) throw error;
        await pause(AGAIN_MS, patience);
        await make();
      });
    };
    await make();
    return new TestFleet(kit, claims, await siteKeysOf(kit), hub, link);
  }

  get seeds(): HubSeeds {
    return this.kit.hub;
  }

  /** By which a console reaches the hub. */
  get way() {
    return { url: urlOf(this.hub), openSocket: (url: string) => openSocket(url) };
  }

  /** What the hub lets a device in with. @param seeds - Of the site that admits it. */
  async device(rights: Partial<DoorRights> = {}, seeds: HubSeeds = this.seeds): Promise<TestDevice> {
    const id = rights.device ?? randomUUID();
    const keys = await makeStoredKeys(crypto);
    const permissions = doorPermissions({ device: id, zones: [ZONE], mayEnrol: false, ...rights });
    const jwt = await admit(seeds, id, keys.nkey, permissions);
    return { id, keys, credentials: { jwt, seed: keys.seed } };
  }

  /** As the console does when a tablet joined, and when it changes what the site says of the door. */
  async enlist(
    { id, keys }: TestDevice,
    mayEnrol: boolean,
    { version = 1, name = `Door ${id.slice(0, 4)}` }: { version?: number; name?: string } = {},
  ): Promise<void> {
    const device: Device = {
      ...{ id, name, keys: publicHalves(keys), zones: [ZONE], mayEnrol, version },
      joinedAtMs: 1,
    };
    await this.putSigned('roster', id, encodeDevice(device));
  }

  /** What a tablet keeps that has joined. */
  membership({ id, keys, credentials: { jwt } }: TestDevice, mayEnrol: boolean): Bytes {
    const welcome = {
      ...{ device: id, name: `Door ${id.slice(0, 4)}`, siteName: 'Works', jwt, mayEnrol, zones: {} },
      ...{ siteKey: keys.signing.public, auditKey: keys.box.public },
    };
    return encodeMembership({ keys, welcome, joinedAtMs: 1 });
  }

  /** Puts what the site signs. @returns Bytes of the sealed record. */
  async putSigned(bucket: Bucket, key: string, body: Bytes): Promise<number> {
    const writer = { name: SITE, signingKey: this.site.signing.privateKey };
    const sealed = await sealRecord(placeOfKey(bucket, key), this.site.zone, body, writer, crypto);
    await this.console.put(bucket, key, sealed);
    return sealed.length;
  }

  /** Puts NATS's own mark of a deletion, which nobody of the fleet makes. */
  async mark(bucket: Bucket, key: string, operation: 'DEL' | 'PURGE'): Promise<void> {
    const raw = await this.rawConnection();
    const head = headers();
    head.set('KV-Operation', operation);
    await raw.request(subjectOfKey(bucket, key), new Uint8Array(0), { headers: head, timeout: LONG_MS });
    await raw.close();
  }

  /** What somebody with a device's credentials can do beside the product; a console's where left out. */
  async rawConnection(device?: TestDevice): Promise<NatsConnection> {
    const { jwt, seed } = device?.credentials ?? (await makeUser(this.seeds, 'raw', CONSOLE));
    return wsconnect({
      servers: [urlOf(this.hub)],
      authenticator: jwtAuthenticator(jwt, encodeUtf8(seed)),
      inboxPrefix: inboxOf(device?.id ?? 'raw'),
      wsFactory: (url) => {
        const socket = new WebSocket(url) as unknown as globalThis.WebSocket;
        return Promise.resolve({ socket, encrypted: false });
      },
    });
  }

  /** Of three hubs the one that decides about people. */
  async decidingHub({ hubs }: TestCluster): Promise<TestHub> {
    const connection = await this.rawConnection();
    const jsm = await jetstreamManager(connection);
    const { cluster } = await jsm.streams.info(streamOf('people'));
    await connection.close();
    const hub = hubs.find((_, at) => cluster?.leader === memberName({ self: at }));
    if (hub === undefined) throw new Error('The hubs have elected none of them.');
    return hub;
  }

  /** What the console tells a tablet that joins. */
  async doorKeys({ id, keys }: TestDevice): Promise<DoorKeys> {
    const { signing, audit, zoneKeys } = this.site;
    return {
      device: id,
      zone: ZONE,
      ring: await Keyring.of(zoneKeys, crypto),
      boxKeys: await importBoxKeys(keys, crypto),
      signingKey: await importSigningKey(keys, crypto),
      siteKey: signing.publicKey,
      auditKey: new Uint8Array(await crypto.subtle.exportKey('raw', audit.publicKey)),
    };
  }

  link(device: string, credentials: LinkCredentials, nowMs?: () => number): Link {
    const onSocket = (socket: WebSocket): void => void this._sockets.set(device, socket);
    const link = openTestLink(this.hub, device, credentials, { nowMs, onSocket });
    this._links.push(link);
    return link;
  }

  async linked(device: TestDevice): Promise<Link> {
    const link = this.link(device.id, device.credentials);
    await link.whenUp(AbortSignal.timeout(LONG_MS));
    return link;
  }

  /** Breaks a device's link, as a cable that is pulled. */
  cut(device: string): void {
    this._sockets.get(device)?.terminate();
  }

  /** Ends the hub, lets somebody do something with its folder, and starts it again on the same ports. */
  async betweenRuns(work: (folder: string) => Promise<void>): Promise<void> {
    await this.hub.betweenRuns(work);
    await this.console.whenUp(AbortSignal.timeout(LONG_MS));
  }

  async stop(): Promise<void> {
    await Promise.all([...this._links, this.console].map((link) => link.close()));
    await this.hub.stop();
  }
}

const LONG_MS = 60_000;
const AGAIN_MS = 100;

async function makeSite() {
  const kit = await makeKit('Test', Date.now(), crypto);
  const claims = await makeHubClaims(kit.hub);
  return { kit, claims, siteClaims: { ...claims, siteId: 'test', siteKey: kit.signing.public } };
}

function urlOf({ ports }: TestHub): string {
  return `ws://127.0.0.1:${ports.webSocket}`;
}

function openTestLink(
  hub: TestHub,
  device: string,
  credentials: LinkCredentials,
  { nowMs, onSocket }: { nowMs?: () => number; onSocket?: (socket: WebSocket) => void } = {},
): Link {
  return openLink({
    url: urlOf(hub),
    credentials,
    device,
    openSocket: (url) => openSocket(url, onSocket),
    ...(nowMs && { nowMs }),
  });
}

function openSocket(url: string, onSocket?: (socket: WebSocket) => void): globalThis.WebSocket {
  const socket = new WebSocket(url);
  onSocket?.(socket);
  // The types of ws and of the DOM differ in their events, which NATS does not look at.
  return socket as unknown as globalThis.WebSocket;
}

async function siteKeysOf({ signing, audit, zoneSecret }: Kit): Promise<SiteKeys> {
  const raw = await deriveEpochKey(zoneSecret, ZONE, FIRST_EPOCH, crypto);
  return {
    signing: {
      privateKey: await importSigningKey({ signing }, crypto),
      publicKey: await importVerifier(signing.public, crypto),
    },
    audit: await importBoxKeys({ box: audit }, crypto),
    zone: { epoch: FIRST_EPOCH, key: await importEpochKey(raw, crypto) },
    zoneKeys: { oldest: FIRST_EPOCH, keys: [toHex(raw)] },
  };
}
