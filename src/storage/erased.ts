/**
 * @file Whom this kiosk erased: an old backup must not bring them back unnoticed. Of each it keeps a keyed hash of the
 * id and the time, sealed as one record. Nobody can be named by it.
 *
 * A backup holds nobody for longer than `MAX_RETENTION_DAYS` after it was made. So an entry that is older than that is
 * dropped: no backup could bring that person back.
 */
import * as v from 'valibot';
import { DAY_MS, MAX_RETENTION_DAYS } from '../core/enrolment/retention.ts';
import { decodeUtf8, encodeUtf8, toHex, type Bytes } from './bytes.ts';
import type { ChangeTools } from './change-tools.ts';
import type { StateChange } from './record-set/record-change.ts';
import { isStorageError, StorageError } from './errors.ts';
import type { RecordIdentity } from './vault.ts';

export const ERASED_KEY = 'erased';
const IDENTITY: RecordIdentity = { kind: 'erased', id: ERASED_KEY, modelSha256: null };
const HASH_BYTES = 16;

const Hex = (bytes: number) => v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`)));
const ListsSchema = v.array(
  v.strictObject({
    key: Hex(HASH_BYTES),
    erased: v.array(v.strictObject({ hash: Hex(HASH_BYTES), atMs: v.pipe(v.number(), v.finite()) })),
  }),
);

/** What one kiosk erased. Lists of other kiosks come in with their backups, each under its own key. */
export interface ErasedList {
  /** Lower-case hex, 16 random bytes: the key of the hashes. */
  readonly key: string;
  readonly erased: readonly { readonly hash: string; readonly atMs: number }[];
}

export function encodeErased(lists: readonly ErasedList[]): Bytes {
  return encodeUtf8(JSON.stringify(lists));
}

/** @throws StorageError `invalid` when the bytes are no such lists. */
export function decodeErased(bytes: Uint8Array): readonly ErasedList[] {
  try {
    return v.parse(ListsSchema, JSON.parse(decodeUtf8(bytes)));
  } catch (cause) {
    throw new StorageError('invalid', 'The list of erased people is not valid.', { cause });
  }
}

/** @returns Null where the record was altered or does not fit. A kiosk that erased nobody yet has none. */
export async function readErased(tools: ChangeTools): Promise<readonly ErasedList[] | null> {
  if ((await tools.audit.doubts()).records.includes(ERASED_KEY)) return null;
  return open(tools, await tools.database.get('state', ERASED_KEY));
}

/** The given ids of those who were erased. */
export async function findErased(
  lists: readonly ErasedList[],
  ids: readonly string[],
  crypto: Crypto,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const { key, erased } of lists) {
    const known = new Set(erased.map(({ hash }) => hash));
    if (known.size === 0) continue;
    const hashes = await hashAll(key, ids, crypto);
    for (const [row, id] of ids.entries()) if (known.has(hashes[row])) found.add(id);
  }
  return found;
}

/** What is to change in the lists. */
export interface ErasedChange {
  readonly add?: readonly string[];
  /** They are here again. */
  readonly remove?: readonly string[];
  /** Lists of another kiosk. */
  readonly merge?: readonly ErasedList[];
}

/**
 * Makes the record that takes the place of the stored one. An altered one is begun anew.
 * @returns Null where nothing changes.
 */
export async function prepareErased(
  tools: ChangeTools,
  { add = [], remove = [], merge = [] }: ErasedChange,
  atMs: number,
): Promise<StateChange | null> {
  const { database, vault, crypto } = tools;
  const stored: unknown = await database.get('state', ERASED_KEY);
  const before = (await open(tools, stored)) ?? [];
  const [own = { key: randomKey(crypto), erased: [] }, ...others] = before;
  const added = (await hashAll(own.key, add, crypto)).map((hash) => ({ hash, atMs }));
  const lists = join([{ ...own, erased: [...own.erased, ...added] }, ...others, ...merge]);
  const after: ErasedList[] = [];
  for (const { key, erased } of lists) {
    const gone = new Set(await hashAll(key, remove, crypto));
    const kept = erased.filter(
      ({ hash, atMs: erasedMs }) => !gone.has(hash) && atMs - erasedMs < MAX_RETENTION_DAYS * DAY_MS,
    );
    if (kept.length > 0 || key === own.key) after.push({ key, erased: kept });
  }
  const count = (all: readonly ErasedList[]): number =>
    all.reduce((sum, { erased }) => sum + erased.length, 0);
  if (add.length === 0 && count(after) === count(before) && merge.length === 0) return null;
  return {
    store: 'state',
    key: ERASED_KEY,
    before: stored,
    after: await vault.seal(IDENTITY, encodeErased(after)),
  };
}

/** Lists of one key become one, and each hash keeps its latest time. */
function join(lists: readonly ErasedList[]): readonly ErasedList[] {
  const byKey = new Map<string, Map<string, number>>();
  for (const { key, erased } of lists) {
    const times = byKey.get(key) ?? new Map<string, number>();
    for (const { hash, atMs } of erased) times.set(hash, Math.max(atMs, times.get(hash) ?? -Infinity));
    byKey.set(key, times);
  }
  return [...byKey].map(([key, times]) => ({
    key,
    erased: [...times].map(([hash, atMs]) => ({ hash, atMs })),
  }));
}

async function open(
  { vault }: Pick<ChangeTools, 'vault'>,
  stored: unknown,
): Promise<readonly ErasedList[] | null> {
  if (stored === undefined) return [];
  try {
    return decodeErased(await vault.open(IDENTITY, stored));
  } catch (error) {
    if (isStorageError(error, 'tampered') || isStorageError(error, 'invalid')) return null;
    throw error;
  }
}

function randomKey(crypto: Crypto): string {
  return toHex(crypto.getRandomValues(new Uint8Array(HASH_BYTES)));
}

/** HMAC-SHA-256 of each id, cut to 16 bytes: so short that no list of 10,000 has a chance hit. */
async function hashAll(key: string, ids: readonly string[], crypto: Crypto): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', encodeUtf8(key), algorithm, false, ['sign']);
  return Promise.all(
    ids.map(async (id) => {
      const mac = new Uint8Array(await crypto.subtle.sign('HMAC', imported, encodeUtf8(id)));
      return toHex(mac.subarray(0, HASH_BYTES));
    }),
  );
}
