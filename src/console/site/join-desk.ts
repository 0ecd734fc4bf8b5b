/**
 * @file Where tablets ask to join: those that know the same words. Each waits until somebody lets it in. It asks again
 * and again, so an answer that was lost comes with the next request.
 */
import { admit } from '../../fleet/credentials.ts';
import { type JoinRequest, makeAnswer, readRequest } from '../../fleet/join-messages.ts';
import { checkWordsOf, type JoinSecret, joinSecretOf } from '../../fleet/join-words.ts';
import type { ZoneKeys } from '../../fleet/keyring.ts';
import type { Kit } from '../../fleet/kit.ts';
import type { Link } from '../../fleet/link-types.ts';
import { joinSubject, ZONE } from '../../fleet/names.ts';
import { doorPermissions } from '../../fleet/permissions.ts';
import type { Bytes } from '../../storage/bytes.ts';
import type { Doors } from './doors.ts';

export interface WaitingTablet {
  /** The tablet's own, which tells it from others. */
  readonly nkey: string;
  readonly request: JoinRequest;
  /** The same four that the tablet shows. */
  readonly checkWords: readonly string[];
  readonly state: 'waiting' | 'letIn';
}

export interface DoorChoice {
  readonly name: string;
  readonly mayEnrol: boolean;
}

/** Nobody brings more tablets at once. What floods the list is no tablet. */
const MOST_WAITING = 500;

/** Dispatches `change`. */
export class JoinDesk extends EventTarget {
  private readonly _waiting = new Map<string, WaitingTablet>();
  private readonly _answers = new Map<string, Bytes>();
  private _refused = 0;
  private _end: (() => void) | null = null;
  private _secret: JoinSecret | null = null;

  /** @param _zoneKeys - What a door gets. */
  constructor(
    private readonly _link: Link,
    private readonly _kit: Kit,
    private readonly _doors: Doors,
    private readonly _zoneKeys: () => Promise<ZoneKeys>,
    private readonly _crypto: Crypto,
  ) {
    super();
  }

  get tablets(): readonly WaitingTablet[] {
    return [...this._waiting.values()];
  }

  /** Requests by somebody who does not know the words, or that were altered on their way. */
  get refused(): number {
    return this._refused;
  }

  /** Listens until `close`. */
  async open(words: readonly string[]): Promise<void> {
    const secret = await joinSecretOf(words, this._crypto);
    this._secret = secret;
    this._end = this._link.serve(joinSubject(secret.id), (body) => this._hear(body, secret));
  }

  close(): void {
    this._end?.();
    this._end = null;
  }

  /** Signs for the tablet, and has its answer ready. */
  async letIn(nkey: string, { name, mayEnrol }: DoorChoice): Promise<void> {
    const tablet = this._waiting.get(nkey);
    if (tablet?.state !== 'waiting' || this._secret === null) return;
    const { request } = tablet;
    const device = this._crypto.randomUUID();
    const rights = doorPermissions({ device, zones: [ZONE], mayEnrol });
    const jwt = await admit(this._kit.hub, device, nkey, rights);
    const { siteName, signing, audit } = this._kit;
    await this._doors.put({
      ...{ id: device, name, keys: request.keys, zones: [ZONE], mayEnrol, version: 1 },
      joinedAtMs: this._link.hubMs(),
    });
    const welcome = {
      ...{ device, name, siteName, jwt, mayEnrol },
      zones: { [ZONE]: await this._zoneKeys() },
      siteKey: signing.public,
      auditKey: audit.public,
    };
    this._answers.set(nkey, await makeAnswer(welcome, request, this._secret));
    this._waiting.set(nkey, { ...tablet, state: 'letIn' });
    this._say();
  }

  private async _hear(body: Bytes, secret: JoinSecret): Promise<Bytes | null> {
    const request = await readRequest(body, secret, this._crypto).catch(() => null);
    if (request === null) {
      this._refused += 1;
      this._say();
      return null;
    }
    const { nkey } = request.keys;
    const answer = this._answers.get(nkey);
    if (answer !== undefined) return answer;
    const known = this._waiting.get(nkey);
    // Other keys under a name that waits are another tablet's: the first one stays.
    if (known === undefined && this._waiting.size < MOST_WAITING) {
      const checkWords = await checkWordsOf(body, this._crypto);
      this._waiting.set(nkey, { nkey, request, checkWords, state: 'waiting' });
      this._say();
    }
    return null;
  }

  private _say(): void {
    this.dispatchEvent(new Event('change'));
  }
}
