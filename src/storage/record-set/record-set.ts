/**
 * @file What binds the stored records together: which sealing of each was stored last. An old record opens as well as
 * the last one, so only this tells that it was put back.
 *
 * Of people it holds sums over HMACs of id and nonce (`set-sum.ts`), so that a change costs the same for 100,000; of
 * the few other records it holds the nonce of each. It is sealed with the count and the last hash of the log, and
 * written in the same transaction as the log's head and as every record: neither fits without the other. It lies
 * beside the head and not in it, so that an older kiosk still opens the log.
 */
import * as v from 'valibot';
import { bytesSchema, decodeUtf8, encodeUtf8, fromHex, toHex } from '../bytes.ts';
import { isStorageError } from '../errors.ts';
import { NONCE_BYTES, type MacKey } from '../keys/keys.ts';
import type { AuditHead } from '../log/audit-chain.ts';
import type { Doubts } from '../types.ts';
import { nonceOf, type RecordIdentity, type SealedRecord, type Vault } from '../vault.ts';
import type { RecordChange } from './record-change.ts';
import { NO_SUMS, residue, withMember, type Member, type Sums } from './set-sum.ts';

export const SET_KEY = 'recordSet';
const IDENTITY: RecordIdentity = { kind: 'recordSet', id: SET_KEY, modelSha256: null };
const KEY_IDENTITY: RecordIdentity = { kind: 'recordSetKey', id: SET_KEY, modelSha256: null };

export interface RecordSet {
  /** The key of the HMACs, sealed. */
  readonly key: SealedRecord;
  /** The end of the log that it belongs to. */
  readonly head: Pick<AuditHead, 'count' | 'lastHash'>;
  /** The latest time that the log knows, milliseconds since the epoch. */
  readonly latestMs: number;
  readonly people: Sums;
  /** Of every other record the nonce, by `placeOf`. */
  readonly others: Readonly<Record<string, string>>;
  readonly doubts: Doubts;
}

export const NO_DOUBTS: Doubts = { records: [], people: [] };

const Hex = v.pipe(v.string(), v.regex(/^[0-9a-f]*$/));
const Sum = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const Texts = v.pipe(v.array(v.string()), v.readonly());
const Sealed = v.pipe(
  v.object({ nonce: v.pipe(Hex, v.length(2 * NONCE_BYTES)), ciphertext: Hex }),
  v.transform(({ nonce, ciphertext }) => ({
    version: 1 as const,
    nonce: fromHex(nonce),
    ciphertext: fromHex(ciphertext),
  })),
  v.object({
    version: v.literal(1),
    nonce: bytesSchema(NONCE_BYTES),
    ciphertext: bytesSchema(1, 128),
  }),
);
const Schema = v.object({
  key: Sealed,
  head: v.object({ count: v.pipe(v.number(), v.safeInteger()), lastHash: v.string() }),
  latestMs: v.number(),
  people: v.pipe(
    v.array(Sum),
    v.length(NO_SUMS.length),
    v.transform((sums) => sums.map(residue)),
  ),
  others: v.record(v.string(), v.string()),
  doubts: v.object({ records: Texts, people: v.union([v.literal('all'), Texts]) }),
});

/** Names a record that is nobody's in the set and to the operator. */
export function placeOf(store: 'state' | 'keys', key: string): string {
  return store === 'state' ? key : `${SLOT_PREFIX}${key}`;
}

export const SLOT_PREFIX = 'keys/';

export function belongsTo(set: RecordSet, head: AuditHead | null): boolean {
  return head !== null && set.head.count === head.count && set.head.lastHash === head.lastHash;
}

/** Seals, opens and changes sets. It remembers the key of the last one. */
export class RecordSets {
  private _key: { readonly nonce: string; readonly key: MacKey } | null = null;

  constructor(
    private readonly _vault: Vault,
    private readonly _crypto: Crypto,
  ) {}

  /** @returns Null if it is missing or was altered. */
  async open(stored: unknown): Promise<RecordSet | null> {
    if (stored === undefined) return null;
    try {
      const parsed = v.safeParse(Schema, JSON.parse(decodeUtf8(await this._vault.open(IDENTITY, stored))));
      return parsed.success ? parsed.output : null;
    } catch (error) {
      if (isStorageError(error, 'tampered')) return null;
      throw error;
    }
  }

  seal({ key, people, ...rest }: RecordSet): Promise<SealedRecord> {
    const sealedKey = { nonce: toHex(key.nonce), ciphertext: toHex(key.ciphertext) };
    const sums = people.map((sum) => sum.toString(16).padStart(64, '0'));
    return this._vault.seal(IDENTITY, encodeUtf8(JSON.stringify({ ...rest, key: sealedKey, people: sums })));
  }

  newKey(): Promise<SealedRecord> {
    return this._vault.sealMacKey(KEY_IDENTITY);
  }

  /**
   * The set once `changes` are made. A doubt of what they settle, or remove, ends. Where a record did not fit before
   * its change, the set goes on not to fit: the next unlocking names it.
   */
  async after(set: RecordSet, changes: readonly RecordChange[]): Promise<RecordSet> {
    let { people } = set;
    const others = new Map(Object.entries(set.others));
    const settled = new Set<string>();
    const settledPeople = new Set<string>();
    for (const change of changes) {
      const after = nonceOf(change.after ?? undefined);
      if (change.store !== 'subjects') {
        const place = placeOf(change.store, change.key);
        const settles = change.settles === true || after === null;
        if (settles) settled.add(place);
        else if ((others.get(place) ?? null) !== nonceOf(change.before)) continue;
        if (after === null) others.delete(place);
        else others.set(place, after);
        continue;
      }
      const before = nonceOf(change.before);
      if (before !== null) people = withMember(people, await this.member(set.key, change.key, before), -1);
      // Somebody who is erased, or was missing and is stored anew.
      if (after === null || before === null) settledPeople.add(change.key);
      if (after === null) continue;
      people = withMember(people, await this.member(set.key, change.key, after), 1);
    }
    const { doubts } = set;
    return {
      ...set,
      people,
      others: Object.fromEntries(others),
      doubts: {
        records: doubts.records.filter((place) => !settled.has(place)),
        people: doubts.people === 'all' ? 'all' : doubts.people.filter((id) => !settledPeople.has(id)),
      },
    };
  }

  async member(key: SealedRecord, id: string, nonce: string): Promise<Member> {
    const [weight, tag] = await Promise.all([this.weight(key, id), this.tag(key, id, nonce)]);
    return { weight, tag };
  }

  weight(key: SealedRecord, id: string): Promise<bigint> {
    return this._mac(key, 'weight', id);
  }

  tag(key: SealedRecord, id: string, nonce: string): Promise<bigint> {
    return this._mac(key, 'tag', id, nonce);
  }

  /** JSON keeps the parts apart. */
  private async _mac(sealedKey: SealedRecord, ...parts: readonly string[]): Promise<bigint> {
    const nonce = toHex(sealedKey.nonce);
    if (this._key?.nonce !== nonce) {
      this._key = { nonce, key: await this._vault.openMacKey(KEY_IDENTITY, sealedKey) };
    }
    const mac = await this._crypto.subtle.sign('HMAC', this._key.key, encodeUtf8(JSON.stringify(parts)));
    return residue(toHex(new Uint8Array(mac)));
  }
}
