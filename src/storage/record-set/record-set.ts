/**
 * @file What binds the stored records together: which sealing of each was stored last. An old record opens as well as
 * the last one, so only this tells that it was put back.
 *
 * It holds the nonce of each record but those of people, which are bound by the blocks beside them: a block holds the
 * nonces of its people's records, and the set that of the block. So a change costs the same for 100,000 people. The set
 * is sealed with the count and the last hash of the log, and written in the same transaction as the log's head and as
 * every record: neither fits without the other. It lies beside the head and not in it, so that an older kiosk still
 * opens the log.
 */
import * as v from 'valibot';
import { bytesSchema, decodeUtf8, encodeUtf8, fromHex, toHex } from '../bytes.ts';
import { isStorageError } from '../errors.ts';
import { NONCE_BYTES } from '../keys/keys.ts';
import type { AuditHead } from '../log/audit-chain.ts';
import type { Doubts } from '../types.ts';
import { nonceOf, type RecordIdentity, type SealedRecord, type Vault } from '../vault.ts';
import type { EarlierSum } from './earlier-sum.ts';
import type { RecordChange } from './record-change.ts';

export const SET_KEY = 'recordSet';
const IDENTITY: RecordIdentity = { kind: 'recordSet', id: SET_KEY, modelSha256: null };

export interface RecordSet {
  /** The end of the log that it belongs to. */
  readonly head: Pick<AuditHead, 'count' | 'lastHash'>;
  /** The latest time that the log knows, milliseconds since the epoch. */
  readonly latestMs: number;
  /**
   * `blocks`: people are bound by their blocks. A sum: as a version before did it. Null: not yet, since the blocks
   * could not be relied on, or were not made yet.
   */
  readonly people: 'blocks' | EarlierSum | null;
  /** The nonce of each record, by `placeOf`. */
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
const Schema = v.pipe(
  v.object({
    /** A set with sums has a key. */
    key: v.optional(Sealed),
    head: v.object({ count: v.pipe(v.number(), v.safeInteger()), lastHash: v.string() }),
    latestMs: v.number(),
    people: v.union([v.literal('blocks'), v.null(), v.pipe(v.array(Sum), v.minLength(1))]),
    others: v.record(v.string(), v.string()),
    doubts: v.object({ records: Texts, people: v.union([v.literal('all'), Texts]) }),
  }),
  v.check(({ key, people }) => Array.isArray(people) === (key !== undefined)),
);

/** Names a record that is nobody's in the set and to the operator. */
export function placeOf(store: 'state' | 'keys' | 'index', key: string): string {
  if (store === 'index') return `${INDEX_PREFIX}${key}`;
  return store === 'state' ? key : `${SLOT_PREFIX}${key}`;
}

export const SLOT_PREFIX = 'keys/';
export const INDEX_PREFIX = 'index/';

export function belongsTo(set: RecordSet, head: AuditHead | null): boolean {
  return head !== null && set.head.count === head.count && set.head.lastHash === head.lastHash;
}

/** Seals, opens and changes sets. */
export class RecordSets {
  constructor(private readonly _vault: Vault) {}

  /** @returns Null if it is missing or was altered. */
  async open(stored: unknown): Promise<RecordSet | null> {
    if (stored === undefined) return null;
    try {
      const parsed = v.safeParse(Schema, JSON.parse(decodeUtf8(await this._vault.open(IDENTITY, stored))));
      if (!parsed.success) return null;
      const { key, people, ...rest } = parsed.output;
      if (key === undefined || !Array.isArray(people)) return { ...rest, people: people as 'blocks' | null };
      return { ...rest, people: { key, sum: people[0] } };
    } catch (error) {
      if (isStorageError(error, 'tampered')) return null;
      throw error;
    }
  }

  seal({ people, ...rest }: RecordSet): Promise<SealedRecord> {
    const bound =
      people === null || people === 'blocks'
        ? { people }
        : {
            key: { nonce: toHex(people.key.nonce), ciphertext: toHex(people.key.ciphertext) },
            people: [people.sum],
          };
    return this._vault.seal(IDENTITY, encodeUtf8(JSON.stringify({ ...rest, ...bound })));
  }

  /**
   * The set once `changes` are made. A doubt of what they settle, or remove, ends. Where a record did not fit before
   * its change, the set goes on not to fit: the next unlocking names it.
   */
  after(set: RecordSet, changes: readonly RecordChange[]): RecordSet {
    const others = new Map(Object.entries(set.others));
    const settled = new Set<string>();
    const settledPeople = new Set<string>();
    for (const change of changes) {
      const after = nonceOf(change.after ?? undefined);
      if (change.store === 'subjects') {
        // Somebody who is erased, or was missing and is stored anew.
        if (after === null || change.before === undefined) settledPeople.add(change.key);
        continue;
      }
      const place = placeOf(change.store, change.key);
      const settles = change.settles === true || (after === null && change.store === 'keys');
      if (settles) settled.add(place);
      else if ((others.get(place) ?? null) !== nonceOf(change.before)) continue;
      if (after === null) others.delete(place);
      else others.set(place, after);
    }
    const { doubts } = set;
    return {
      ...set,
      others: Object.fromEntries(others),
      doubts: {
        records: doubts.records.filter((place) => !settled.has(place)),
        people: doubts.people === 'all' ? 'all' : doubts.people.filter((id) => !settledPeople.has(id)),
      },
    };
  }
}
