/** @file A site of a whole hub, and what its console does there: lets tablets in by their words, and puts people. */
import { WebSocket } from 'ws';
import type { Hub } from '../../scripts/lib/hub/hub.ts';
import type { Subject } from '../../src/core/template/types.ts';
import { makeStamp } from '../../src/fleet/clock.ts';
import { admit, type HubSeeds, makeHubClaims, makeHubSeeds, makeUser } from '../../src/fleet/credentials.ts';
import { makePair } from '../../src/fleet/device-keys.ts';
import { NO_DIGEST, personDigest, toggleDigest } from '../../src/fleet/digest.ts';
import { BOX_KEY } from '../../src/fleet/hpke.ts';
import { makeAnswer, readRequest } from '../../src/fleet/join-messages.ts';
import { joinSecretOf, parseJoinWords } from '../../src/fleet/join-words.ts';
import { openLink } from '../../src/fleet/link.ts';
import type { Link } from '../../src/fleet/link-types.ts';
import {
  type Bucket,
  DOOR_GROUP,
  joinSubject,
  personKey,
  placeOfKey,
  SITE,
  ZONE,
} from '../../src/fleet/names.ts';
import { CONSOLE, doorPermissions } from '../../src/fleet/permissions.ts';
import { encodePerson } from '../../src/fleet/person-codec.ts';
import { editRegisters, type Json, NO_REGISTERS } from '../../src/fleet/registers.ts';
import { encodeDevice } from '../../src/fleet/roster.ts';
import { sealRecord, SIGNING_KEY } from '../../src/fleet/sealed-record.ts';
import { type Bytes, encodeUtf8, fromHex } from '../../src/storage/bytes.ts';
import { siteRecordOf } from './simulated-subject.ts';

const EPOCH = 1;
/** Records that are put before the answer to the first one has come. */
const AT_ONCE = 64;
/** A tablet that did not hear the answer asks again. */
const ANSWERED_MS = 1_000;

interface SiteKeys {
  readonly signing: CryptoKey;
  readonly signingPublic: string;
  readonly auditPublic: string;
  readonly zone: CryptoKey;
  /** Hex. */
  readonly zoneKey: string;
}

export class SiteConsole {
  /** By id, as `personDigest` makes it: of whom this console has put. */
  private readonly _digests = new Map<string, string>();

  private constructor(
    readonly link: Link,
    private readonly _seeds: HubSeeds,
    private readonly _keys: SiteKeys,
  ) {}

  /** @param url - Of the hub's pages, ending in a slash. */
  static async setUp(hub: Hub, url: string): Promise<SiteConsole> {
    const seeds = makeHubSeeds();
    const keys = await makeKeys();
    const siteKey = keys.signingPublic;
    await hub.setUp({ ...(await makeHubClaims(seeds)), siteId: 'test', siteKey });
    const link = openLink({
      url: `${url.replace('http', 'ws')}hub/link`,
      credentials: await makeUser(seeds, 'console', CONSOLE),
      device: 'console',
      openSocket: (address) =>
        new WebSocket(address, { origin: new URL(url).origin }) as unknown as globalThis.WebSocket,
    });
    await link.whenUp(AbortSignal.timeout(60_000));
    await link.makeStores({ eventDays: 30 });
    return new SiteConsole(link, seeds, keys);
  }

  /** Of whom this console has put, as every door's digest is to become. */
  get digest(): string {
    return [...this._digests.values()].reduce(toggleDigest, NO_DIGEST);
  }

  /** Lets a tablet in that shows these words. Resolves once it has heard. */
  async letIn(name: string, typed: string, mayEnrol: boolean): Promise<void> {
    const secret = await joinSecretOf(parseJoinWords(typed), crypto);
    await new Promise<void>((resolve, reject) => {
      const answer = async (body: Bytes): Promise<Bytes> => {
        const request = await readRequest(body, secret, crypto);
        const device = crypto.randomUUID();
        const rights = { device, zones: [ZONE], mayEnrol };
        const { signingPublic, auditPublic, zoneKey } = this._keys;
        const record = {
          ...rights,
          id: device,
          name,
          keys: request.keys,
          version: 1,
          joinedAtMs: Date.now(),
        };
        await this._put('roster', device, encodeDevice(record));
        const welcome = {
          ...{ device, name, siteName: 'Works', mayEnrol, siteKey: signingPublic, auditKey: auditPublic },
          jwt: await admit(this._seeds, device, request.keys.nkey, doorPermissions(rights)),
          zones: { [ZONE]: { oldest: EPOCH, keys: [zoneKey] } },
        };
        return makeAnswer(welcome, request, secret);
      };
      const end = this.link.serve(joinSubject(secret.id), async (body) => {
        const answered = answer(body);
        answered
          .then(() => new Promise<void>((heard) => setTimeout(heard, ANSWERED_MS)))
          .then(resolve, reject)
          .finally(end);
        return answered;
      });
    });
  }

  /** Puts people, signed by the site, in the place of those of the same ids. @returns Bytes of a sealed record. */
  async putPeople(subjects: Iterable<Subject>): Promise<number> {
    let bytes = 0;
    let puts: Promise<number>[] = [];
    const settle = async (): Promise<void> => {
      for (const length of await Promise.all(puts)) bytes = length;
      puts = [];
    };
    for (const subject of subjects) {
      puts.push(this._putPerson(subject));
      if (puts.length === AT_ONCE) await settle();
    }
    await settle();
    return bytes;
  }

  /** As the console's page of rules does. */
  async decide(values: Readonly<Record<string, Json>>): Promise<void> {
    const rules = editRegisters(NO_REGISTERS, values, () => makeStamp(this.link.hubMs(), 0, SITE));
    await this._put('policy', DOOR_GROUP, encodeUtf8(JSON.stringify(rules)));
  }

  private async _putPerson(subject: Subject): Promise<number> {
    const { id } = subject;
    const person = await siteRecordOf(subject);
    this._digests.set(id, await personDigest(id, person.registers, crypto));
    return this._put('people', personKey(ZONE, id), encodePerson(person));
  }

  private async _put(bucket: Bucket, key: string, body: Bytes): Promise<number> {
    const { zone, signing } = this._keys;
    const writer = { name: SITE, signingKey: signing };
    const sealed = await sealRecord(
      placeOfKey(bucket, key),
      { epoch: EPOCH, key: zone },
      body,
      writer,
      crypto,
    );
    await this.link.put(bucket, key, sealed);
    return sealed.length;
  }
}

async function makeKeys(): Promise<SiteKeys> {
  const { subtle } = crypto;
  const root = await makePair({ ...SIGNING_KEY }, ['sign', 'verify'], crypto);
  const audit = await makePair({ ...BOX_KEY }, ['deriveBits'], crypto);
  const zoneKey = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('hex');
  return {
    signing: await subtle.importKey('pkcs8', fromHex(root.private), SIGNING_KEY, false, ['sign']),
    signingPublic: root.public,
    auditPublic: audit.public,
    zone: await subtle.importKey('raw', fromHex(zoneKey), 'AES-GCM', false, ['encrypt', 'decrypt']),
    zoneKey,
  };
}
