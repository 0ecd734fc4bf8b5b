/**
 * @file What the console decides for the doors: read from the hub, and changed there. Two consoles may do so at once:
 * each field keeps its latest change.
 */
import {
  consoleRevision,
  type ConsentKind,
  type SiteConsentText,
  withTexts,
} from '../../core/site/consent-text.ts';
import { SITE_FIELDS, type SiteDecisions, type SiteField } from '../../core/site/site-decisions.ts';
import type { HybridClock } from '../../fleet/clock.ts';
import { type FleetErrorCode, isFleetError } from '../../fleet/errors.ts';
import type { HubRecord, Link } from '../../fleet/link-types.ts';
import { DOOR_GROUP, placeOfKey, SITE } from '../../fleet/names.ts';
import { decodeRegisters } from '../../fleet/person-codec.ts';
import {
  canonical,
  clampRegisters,
  editRegisters,
  isSameRegisters,
  type Json,
  latestStamp,
  mergeRegisters,
  NO_REGISTERS,
  type Registers,
  stampsOf,
  valuesOf,
} from '../../fleet/registers.ts';
import { epochOf, openRecord, sealRecord } from '../../fleet/sealed-record.ts';
import { encodeUtf8 } from '../../storage/bytes.ts';
import { StorageError } from '../../storage/errors.ts';
import { readSiteValues, siteValueOf } from '../../storage/fleet/site-values.ts';
import { follow } from './follow.ts';
import type { KeptRecords } from './kept-records.ts';
import type { SiteKeys } from './site-keys.ts';

/** Each is another console being faster; more than so many in a row are none. */
const MOST_TRIES = 10;
/** So that the record stays within what the hub takes, with texts of the longest kind. Doors keep more of their own. */
const MOST_EARLIER_TEXTS = 5;

/** Undefined for a field that each door is to decide. */
export type RulesChange = { readonly [Field in SiteField]?: SiteDecisions[Field] | undefined };

/** Dispatches `change`. */
export class SiteRulesCopy extends EventTarget {
  private _registers = NO_REGISTERS;
  private _refused: FleetErrorCode | null = null;
  private _isRead = false;
  /** The hub has a record, as far as it was read. */
  private _isAtHub = false;

  constructor(
    private readonly _link: Link,
    private readonly _keys: SiteKeys,
    private readonly _kept: KeptRecords,
    private readonly _clock: HybridClock,
    private readonly _crypto: Crypto,
  ) {
    super();
  }

  /** What the hub has was read once. */
  get isRead(): boolean {
    return this._isRead;
  }

  get decisions(): SiteDecisions {
    return readSiteValues(valuesOf(this._registers)).decisions;
  }

  /** Fields that only a newer console knows: they hold, and are not shown here. */
  get leftOut(): readonly string[] {
    return readSiteValues(valuesOf(this._registers)).leftOut;
  }

  /** Of the last change; null for none. */
  get at(): string | null {
    return latestStamp(this._registers);
  }

  /** Why the hub's record is not taken; null where it is. */
  get refused(): FleetErrorCode | null {
    return this._refused;
  }

  /** Until `signal` is aborted. @param onRecords - Gets them as the hub has them. */
  async follow(
    signal: AbortSignal,
    onRecords: (records: readonly HubRecord[]) => void = () => undefined,
  ): Promise<void> {
    for (const record of await this._kept.read('policy')) {
      // What was altered meanwhile says nothing.
      await this._merge(record).catch(() => undefined);
    }
    await follow(
      this._link,
      'policy',
      {
        take: (records) => {
          onRecords(records);
          return this._take(records);
        },
        begin: () => {
          this._isAtHub = false;
        },
        caughtUp: async () => {
          this._isRead = true;
          this._say();
          // A hub that was begun anew has none.
          if (!this._isAtHub && this.at !== null) await this.save({});
        },
      },
      signal,
    );
  }

  /**
   * Every other field keeps what it is at the hub.
   * @throws StorageError `invalid` for what a field cannot be. LinkError.
   */
  async save(change: RulesChange): Promise<void> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const record = await this._link.get('policy', DOOR_GROUP);
      const theirs = record === null ? null : await this._open(record).catch(() => null);
      const before = mergeRegisters(this._registers, theirs ?? NO_REGISTERS);
      stampsOf(before).forEach((stamp) => this._clock.hear(stamp));
      const next = editRegisters(before, this._valuesOf(change), () => this._clock.next());
      if (theirs !== null && isSameRegisters(next, theirs)) {
        this._registers = next;
        return;
      }
      const { epochs, writer } = this._keys;
      const place = placeOfKey('policy', DOOR_GROUP);
      const body = encodeUtf8(JSON.stringify(next));
      const sealed = await sealRecord(place, epochs.sealing, body, writer, this._crypto);
      const revision = await this._link.put('policy', DOOR_GROUP, sealed, record?.revision ?? 0);
      if (revision === null) continue;
      this._registers = next;
      this._refused = null;
      this._isAtHub = true;
      await this._keep({ key: DOOR_GROUP, value: sealed, revision, hubMs: this._link.hubMs() });
      this._say();
      return;
    }
    throw new StorageError('unavailable');
  }

  /** A text that is to hold instead of the one of now, under a version of its own. */
  textOf(kind: ConsentKind, texts: SiteConsentText['texts']): SiteConsentText {
    const field = kind === 'face' ? 'consentFace' : 'consentFaceless';
    const before = this.decisions[field] ?? { revision: 0, texts: null };
    const { earlier, ...next } = withTexts(before, texts, consoleRevision(this._link.hubMs()));
    return earlier === undefined ? next : { ...next, earlier: earlier.slice(0, MOST_EARLIER_TEXTS) };
  }

  private _valuesOf(change: RulesChange): Readonly<Record<string, Json>> {
    const fields = SITE_FIELDS.filter((field) => field in change);
    const values = Object.fromEntries(fields.map((field) => [field, siteValueOf(change[field]) as Json]));
    if (readSiteValues(values).leftOut.length > 0) throw new StorageError('invalid');
    return values;
  }

  private async _take(records: readonly HubRecord[]): Promise<void> {
    for (const record of records) {
      if (record.key !== DOOR_GROUP || record.value === null) continue;
      try {
        this._isAtHub = true;
        const theirs = await this._merge(record);
        this._refused = null;
        // A hub that was put back has less than this console.
        if (canonical(this._registers) !== canonical(theirs)) await this.save({});
        else await this._keep(record);
      } catch (error) {
        this._refused = isFleetError(error) ? error.code : 'invalid';
      }
    }
    this._say();
  }

  /** @returns What the record says. @throws FleetError where the site has not signed it. */
  private async _merge(record: Omit<HubRecord, 'revision'>): Promise<Registers> {
    const theirs = await this._open(record);
    stampsOf(theirs).forEach((stamp) => this._clock.hear(stamp));
    this._registers = mergeRegisters(this._registers, theirs);
    return theirs;
  }

  private _keep(record: HubRecord): Promise<void> {
    return this._kept.keep('policy', [record]);
  }

  private async _open({ value, hubMs }: Omit<HubRecord, 'revision'>): Promise<Registers> {
    const { epochs, verifier } = this._keys;
    const sealed = value ?? new Uint8Array(0);
    await epochs.need([epochOf(sealed)]);
    const openers = {
      keyOf: (epoch: number) => epochs.keyOf(epoch),
      verifierOf: (writer: string) => (writer === SITE ? verifier : null),
    };
    const place = placeOfKey('policy', DOOR_GROUP);
    const { body } = await openRecord(place, sealed, openers, this._crypto);
    return clampRegisters(decodeRegisters(body), hubMs);
  }

  private _say(): void {
    this.dispatchEvent(new Event('change'));
  }
}
