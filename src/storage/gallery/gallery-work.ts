/**
 * @file The long work on the people's records: reads blocks and records in batches, and answers what needs all of them.
 * It runs in a worker where there is one, so that the page answers meanwhile. It holds no vector for longer than it
 * takes to hand it on, and writes nothing.
 */
import type { FaceSink, FaceSinkElsewhere } from '../../core/matcher/types.ts';
import { searchText, wholeName } from '../../core/enrolment/plain-name.ts';
import { concatAll, fromHex, toHex, wipe } from '../bytes.ts';
import type { Database, SubjectRecord } from '../database.ts';
import { isStorageError, StorageError } from '../errors.ts';
import { HEAD_KEY, openHead } from '../log/audit-records.ts';
import { belongsTo, INDEX_PREFIX, placeOf, RecordSets, SET_KEY } from '../record-set/record-set.ts';
import { nonceOf, type SealedRecord, type Vault } from '../vault.ts';
import {
  BLOCK_KINDS,
  BLOCKS,
  blockKey,
  blockOf,
  decodePeopleRows,
  type BlockEntries,
  type BlockKey,
  type BlockKind,
  type IndexEntry,
  type PeopleRows,
} from './block-codec.ts';
import { openBlock, sealBlock, withBlock } from './blocks.ts';
import { isIntact, openIndexed, wipeEntry, wipeSubjects } from './seal-subject.ts';

/** Blocks of one transaction: 3 MB of faces with 100,000 people. */
const BLOCKS_AT_ONCE = 16;
const RECORDS_AT_ONCE = 128;

/** Hears the share that is done, 0 to 1. */
export type OnShare = (share: number) => void;

/** By which faces are compared. */
export interface ComparedModel {
  readonly sha256: string;
  readonly dimension: number;
}

/** Where faces go as they are read. */
export type FaceTarget = FaceSink | FaceSinkElsewhere<MessagePort>;

/** What is to be looked at more closely: it may have changed during the check. */
export interface RecordFindings {
  /** Ids whose record is missing, or is not the one that the blocks were made from. */
  readonly suspects: readonly string[];
  /** Ids of records that do not open. */
  readonly unreadable: readonly string[];
  /** Blocks that are missing or were put back. */
  readonly misfit: readonly number[];
}

export interface RebuiltBlock {
  readonly key: BlockKey;
  readonly before: SealedRecord | undefined;
  /** Null where nobody is in it. */
  readonly after: SealedRecord | null;
}

export interface Rebuilt {
  readonly blocks: readonly RebuiltBlock[];
  /** Whose records were read. */
  readonly ids: readonly string[];
}

export interface GalleryWork {
  /**
   * Reads everybody, without names and faces.
   * @param onRows - Is awaited, so that the page keeps up.
   * @returns Blocks that are missing, do not open, or were put back: who is in them was not read.
   */
  readPeople(onRows: (rows: PeopleRows) => Promise<void> | void): Promise<readonly number[]>;
  /**
   * Hands on what stands for everybody's template by that model.
   * @returns Blocks as `readPeople`: then the gallery did not end.
   * @throws Error before `readPeople`; so does `checkRecords`.
   */
  readFaces(model: ComparedModel, target: FaceTarget, onShare: OnShare): Promise<readonly number[]>;
  /** Holds every record against the people read last, and opens it. Takes half of one processor at most. */
  checkRecords(onShare: OnShare): Promise<RecordFindings>;
  /** Makes blocks anew from the records. @param blocks - Null for all. */
  rebuild(blocks: readonly number[] | null, onShare: OnShare): Promise<Rebuilt>;
  /** @returns In the order of `ids`; null for nobody. */
  names(ids: readonly string[]): Promise<readonly (string | null)[]>;
  /** Of everybody: id, name and digest. */
  allNames(): Promise<BlockEntries['names']>;
  /** Ids of people whose name or badge number has all words of `wanted`, by name. The first call reads all names. */
  find(wanted: string): Promise<readonly string[]>;
  /** Ids of people with that whole name, whatever the case. */
  idsNamed(name: string): Promise<readonly string[]>;
  /** Forgets the names that `find` reads. Call it after a change too. */
  forgetNames(): Promise<void>;
  /** What two kiosks with the same people have in common: SHA-256 over everybody's, lower-case hex. */
  peopleDigest(): Promise<string>;
  /** Ends the work; calls under way need not settle. */
  close(): void;
}

interface Listed {
  readonly id: string;
  readonly text: string;
}

/** @param database - Stays the caller's; `close` does not close it. */
export function createGalleryWork(database: Database, vault: Vault, crypto: Crypto): GalleryWork {
  const sets = new RecordSets(vault);
  /** Of everybody read last, by id; null before: a worker that was started anew knows nobody. */
  let nonces: Map<string, string> | null = null;
  let listed: readonly Listed[] | null = null;

  function readBefore(): Map<string, string> {
    if (nonces === null) throw new Error('The people must be read before their faces and records.');
    return nonces;
  }

  /** Numbers of the blocks that are there, and of those that must be, some at a time. */
  async function someBlocks(): Promise<readonly (readonly number[])[]> {
    const [keys, set] = await Promise.all([database.getAllKeys('index'), database.get('state', SET_KEY)]);
    const places = Object.keys((await sets.open(set))?.others ?? {});
    const bound = places.filter((place) => place.startsWith(INDEX_PREFIX));
    const all = [...keys, ...bound].map((place) => Number(place.slice(place.lastIndexOf('/') + 1)));
    const numbers = [...new Set(all)].sort((a, b) => a - b);
    return Array.from({ length: Math.ceil(numbers.length / BLOCKS_AT_ONCE) }, (_, at) =>
      numbers.slice(at * BLOCKS_AT_ONCE, (at + 1) * BLOCKS_AT_ONCE),
    );
  }

  /** Some blocks as they are stored, and which nonces they must have by the set of records of that very moment. */
  async function readStored(kinds: readonly BlockKind[], numbers: readonly number[]) {
    const transaction = database.transaction(['index', 'state'], 'readonly');
    const [index, state] = [transaction.objectStore('index'), transaction.objectStore('state')];
    const keys = numbers.flatMap((number) => kinds.map((kind) => blockKey(kind, number)));
    const [head, set, ...values] = await Promise.all([
      state.get(HEAD_KEY),
      state.get(SET_KEY),
      ...keys.map(async (key) => index.get(key)),
    ]);
    const opened = await sets.open(set);
    if (opened === null || !belongsTo(opened, await openHead(vault, head)))
      throw new StorageError('tampered');
    const byKey = new Map(keys.map((key, at) => [key, values[at]]));
    const fits = (key: BlockKey): boolean =>
      (opened.others[placeOf('index', key)] ?? null) === nonceOf(byKey.get(key));
    return { byKey, fits };
  }

  async function* namesBlocks(): AsyncGenerator<BlockEntries['names']> {
    for (const numbers of await someBlocks()) {
      const { byKey } = await readStored(['names'], numbers);
      for (const number of numbers) {
        yield await openBlock(vault, 'names', number, byKey.get(blockKey('names', number)));
      }
    }
  }

  async function rebuildBlock(number: number, ids: readonly string[]): Promise<readonly RebuiltBlock[]> {
    const transaction = database.transaction(['index', 'subjects'], 'readonly');
    const [index, subjects] = [transaction.objectStore('index'), transaction.objectStore('subjects')];
    const [stored, records] = await Promise.all([
      Promise.all(BLOCK_KINDS.map(async (kind) => index.get(blockKey(kind, number)))),
      Promise.all(ids.map(async (id) => subjects.get(id))),
    ]);
    const entries = (await Promise.all(records.map((record) => entryOf(vault, record, crypto)))).filter(
      (entry) => entry !== null,
    );
    const after: BlockEntries = {
      people: entries.map(({ people }) => people),
      faces: entries.flatMap(({ faces }) => faces ?? []),
      names: entries.flatMap(({ names }) => names ?? []),
    };
    const sealed = await Promise.all(BLOCK_KINDS.map((kind) => sealBlock(vault, kind, number, after[kind])));
    entries.forEach(wipeEntry);
    // Also those of nobody that are not there: what binds them forgets them.
    return BLOCK_KINDS.map((kind, at) => ({
      ...{ key: blockKey(kind, number), before: stored[at], after: sealed[at] },
    }));
  }

  return {
    async readPeople(onRows) {
      const read = new Map<string, string>();
      nonces = read;
      const misfit: number[] = [];
      for (const numbers of await someBlocks()) {
        const { byKey, fits } = await readStored(['people'], numbers);
        for (const number of numbers) {
          const key = blockKey('people', number);
          const rows = fits(key)
            ? await withBlock(vault, key, byKey.get(key), decodePeopleRows, NO_ROWS).catch(nullIfTampered)
            : null;
          if (rows === null) misfit.push(number);
          else if (rows !== NO_ROWS) {
            for (const row of rows.rows) read.set(row[0], row[12]);
            for (const [id, nonce] of rows.unreadable) read.set(id, nonce);
            await onRows(rows);
          }
        }
      }
      return misfit;
    },

    async readFaces({ sha256, dimension }, target, onShare) {
      if (!('put' in target)) throw new Error('The faces would go elsewhere.');
      const sink = target;
      await sink.begin(readBefore().size);
      const misfit: number[] = [];
      const parts = await someBlocks();
      for (const [done, numbers] of parts.entries()) {
        const { byKey, fits } = await readStored(['faces'], numbers);
        for (const number of numbers) {
          const key = blockKey('faces', number);
          const faces = fits(key)
            ? await openBlock(vault, 'faces', number, byKey.get(key)).catch(nullIfTampered)
            : null;
          if (faces === null) {
            misfit.push(number);
            continue;
          }
          const compared = faces.filter(
            (face) => face.modelSha256 === sha256 && face.vectors[0].length === dimension,
          );
          if (compared.length > 0) {
            const flat = compared.flatMap(({ vectors }) => vectors);
            const vectors = new Float32Array(flat.reduce((sum, { length }) => sum + length, 0));
            let at = 0;
            for (const vector of flat) {
              vectors.set(vector, at);
              at += vector.length;
            }
            await sink.put(
              compared.map(({ id }) => id),
              compared.map(({ vectors: own }) => own.length),
              vectors,
            );
          }
          for (const { vectors } of faces) vectors.forEach(wipe);
        }
        onShare((done + 1) / parts.length);
      }
      if (misfit.length === 0) await sink.end();
      return misfit;
    },

    async checkRecords(onShare) {
      const known = readBefore();
      const misfit: number[] = [];
      for (const numbers of await someBlocks()) {
        const { fits } = await readStored(BLOCK_KINDS, numbers);
        misfit.push(
          ...numbers.filter((number) => !BLOCK_KINDS.every((kind) => fits(blockKey(kind, number)))),
        );
      }
      nonces = new Map();
      const total = known.size;
      const suspects: string[] = [];
      const unreadable: string[] = [];
      let done = 0;
      let range: IDBKeyRange | null = null;
      for (;;) {
        const startMs = performance.now();
        const records: readonly SubjectRecord[] = await database.getAll('subjects', range, RECORDS_AT_ONCE);
        const last = records.at(-1);
        if (last === undefined) break;
        const fitting = records.filter((record) => {
          const fits = known.get(record.id) === nonceOf(record);
          known.delete(record.id);
          if (!fits) suspects.push(record.id);
          return fits;
        });
        const intact = await Promise.all(fitting.map((record) => isIntact(vault, record)));
        for (const [at, { id }] of fitting.entries()) if (!intact[at]) unreadable.push(id);
        done += records.length;
        onShare(Math.min(1, done / Math.max(1, total)));
        if (records.length < RECORDS_AT_ONCE) break;
        range = IDBKeyRange.lowerBound(last.id, true);
        // The door recognises people meanwhile.
        await new Promise((resolve) => setTimeout(resolve, performance.now() - startMs));
      }
      suspects.push(...known.keys());
      return { suspects, unreadable, misfit };
    },

    async rebuild(blocks, onShare) {
      const wanted = new Map<number, string[]>(
        (blocks ?? Array.from({ length: BLOCKS }, (_, at) => at)).map((number) => [number, []]),
      );
      const keys = await database.getAllKeys('subjects');
      for (const id of keys) wanted.get(blockOf(id))?.push(id);
      const rebuilt: RebuiltBlock[] = [];
      for (const [number, ids] of wanted) {
        rebuilt.push(...(await rebuildBlock(number, ids)));
        onShare(rebuilt.length / (wanted.size * BLOCK_KINDS.length));
      }
      return { blocks: rebuilt, ids: [...wanted.values()].flat() };
    },

    async names(ids) {
      const blocks = new Map<number, ReadonlyMap<string, string>>();
      for (const number of new Set(ids.map(blockOf))) {
        const stored = await database.get('index', blockKey('names', number));
        const entries = await openBlock(vault, 'names', number, stored);
        blocks.set(number, new Map(entries.map(({ id, name }) => [id, name])));
      }
      return ids.map((id) => blocks.get(blockOf(id))?.get(id) ?? null);
    },

    async allNames() {
      const all: BlockEntries['names'][number][] = [];
      for await (const entries of namesBlocks()) all.push(...entries);
      return all;
    },

    async find(wanted) {
      listed ??= await listAll();
      const words = searchText(wanted).split(/\s+/u).filter(Boolean);
      return listed.flatMap(({ id, text }) => (words.every((word) => text.includes(word)) ? id : []));
    },

    async idsNamed(name) {
      const wanted = wholeName(name);
      const ids: string[] = [];
      for await (const entries of namesBlocks()) {
        for (const entry of entries) if (wholeName(entry.name) === wanted) ids.push(entry.id);
      }
      return ids;
    },

    forgetNames() {
      listed = null;
      return Promise.resolve();
    },

    async peopleDigest() {
      const all: { readonly id: string; readonly digest: string }[] = [];
      for await (const entries of namesBlocks()) all.push(...entries);
      const ordered = all.sort((one, other) => (one.id < other.id ? -1 : 1));
      const bytes = concatAll(ordered.map(({ digest }) => fromHex(digest)));
      return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
    },

    close() {
      [nonces, listed] = [null, null];
    },
  };

  async function listAll(): Promise<readonly Listed[]> {
    const { compare } = new Intl.Collator();
    const people: { readonly id: string; readonly name: string; readonly badge: string | null }[] = [];
    for (const numbers of await someBlocks()) {
      const { byKey } = await readStored(['people', 'names'], numbers);
      for (const number of numbers) {
        const rows = await openBlock(vault, 'people', number, byKey.get(blockKey('people', number)));
        const badges = new Map(rows.map(({ id, person }) => [id, person?.badge ?? null]));
        for (const { id, name } of await openBlock(
          vault,
          'names',
          number,
          byKey.get(blockKey('names', number)),
        )) {
          people.push({ id, name, badge: badges.get(id) ?? null });
        }
      }
    }
    return people
      .sort((one, other) => compare(one.name, other.name) || (one.id < other.id ? -1 : 1))
      .map(({ id, name, badge }) => ({ id, text: searchText(`${name} ${badge ?? ''}`) }));
  }
}

const NO_ROWS: PeopleRows = { form: 1, texts: [], templates: [], rows: [], unreadable: [] };

/** @returns Null where there is no record. */
async function entryOf(
  vault: Vault,
  record: SubjectRecord | undefined,
  crypto: Crypto,
): Promise<IndexEntry | null> {
  if (record === undefined) return null;
  try {
    const { subject, index } = await openIndexed(vault, record, crypto);
    wipeSubjects([subject]);
    return index;
  } catch (error) {
    if (!isStorageError(error, 'tampered')) throw error;
    const people = { id: record.id, person: null, nonce: nonceOf(record) ?? '' };
    return { people, faces: null, names: null };
  }
}

function nullIfTampered(error: unknown): null {
  if (isStorageError(error, 'tampered')) return null;
  throw error;
}
