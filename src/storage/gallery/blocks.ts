/**
 * @file Seals and opens the blocks beside the people's records, and changes those that a change of people concerns. It
 * writes nothing: a transaction does, together with the records and the entries in the log.
 */
import { wipe } from '../bytes.ts';
import type { Database } from '../database.ts';
import { mapInParts } from '../in-parts.ts';
import type { IndexChange, SubjectRecordChange } from '../record-set/record-change.ts';
import { nonceOf, type RecordIdentity, type SealedRecord, type Vault } from '../vault.ts';
import {
  BLOCK_KINDS,
  blockKey,
  blockOf,
  decodeBlock,
  encodeBlock,
  type BlockEntries,
  type BlockKey,
  type BlockKind,
  type IndexedPerson,
} from './block-codec.ts';

/** Blocks that are in memory at a time: 5 MB with 100,000 people. */
const AT_ONCE = 16;

interface BlockTools {
  readonly database: Database;
  readonly vault: Vault;
}

/** @returns Null for a block of nobody, which is not stored. */
export async function sealBlock<Kind extends BlockKind>(
  vault: Vault,
  kind: Kind,
  block: number,
  entries: BlockEntries[Kind],
): Promise<SealedRecord | null> {
  if (entries.length === 0) return null;
  const bytes = encodeBlock(kind, entries);
  try {
    return await vault.seal(identityOf(blockKey(kind, block)), bytes);
  } finally {
    wipe(bytes);
  }
}

/**
 * @param stored - From the database, which an attacker may have altered; undefined for a block of nobody.
 * @throws StorageError `tampered`.
 */
export async function openBlock<Kind extends BlockKind>(
  vault: Vault,
  kind: Kind,
  block: number,
  stored: unknown,
): Promise<BlockEntries[Kind]> {
  return withBlock(vault, blockKey(kind, block), stored, (bytes) => decodeBlock(kind, bytes), []);
}

/** As `openBlock`, for another way to read the bytes. They are overwritten afterwards. */
export async function withBlock<T>(
  vault: Vault,
  key: BlockKey,
  stored: unknown,
  read: (bytes: Uint8Array<ArrayBuffer>) => T,
  nobody: T,
): Promise<T> {
  if (stored === undefined) return nobody;
  const bytes = await vault.open(identityOf(key), stored);
  try {
    return read(bytes);
  } finally {
    wipe(bytes);
  }
}

/** Everybody, block by block, without names and faces. @throws StorageError `tampered`. */
export async function* everybodyIn({
  database,
  vault,
}: BlockTools): AsyncGenerator<readonly IndexedPerson[]> {
  for (const key of await database.getAllKeys('index')) {
    const [kind, block] = key.split('/');
    if (kind === 'people')
      yield await openBlock(vault, kind, Number(block), await database.get('index', key));
  }
}

/**
 * What becomes of the blocks by changes of people. An entry stays as it is where the record that is to change is not
 * the one that it was taken from: somebody put that record back, and the next unlocking must find it.
 * @throws StorageError `tampered` where a block does not open.
 */
export async function blockChanges(
  tools: BlockTools,
  changes: readonly SubjectRecordChange[],
): Promise<readonly IndexChange[]> {
  const byBlock = new Map<number, SubjectRecordChange[]>();
  for (const change of changes) {
    const block = blockOf(change.key);
    const others = byBlock.get(block);
    if (others === undefined) byBlock.set(block, [change]);
    else others.push(change);
  }
  const all = await mapInParts([...byBlock], ([block, own]) => changesOfBlock(tools, block, own), AT_ONCE);
  return all.flat();
}

async function changesOfBlock(
  { database, vault }: BlockTools,
  block: number,
  changes: readonly SubjectRecordChange[],
): Promise<readonly IndexChange[]> {
  const { store } = database.transaction('index');
  const [storedPeople, storedFaces, storedNames] = await Promise.all(
    (['people', 'faces', 'names'] as const).map(async (kind) => store.get(blockKey(kind, block))),
  );
  const stored = { people: storedPeople, faces: storedFaces, names: storedNames };
  const [people, faces, names] = await Promise.all([
    openBlock(vault, 'people', block, stored.people),
    openBlock(vault, 'faces', block, stored.faces),
    openBlock(vault, 'names', block, stored.names),
  ]);
  const nonces = new Map(people.map(({ id, nonce }) => [id, nonce]));
  const fitting = changes.filter(({ key, before }) => (nonces.get(key) ?? null) === nonceOf(before));
  const changed = new Set(fitting.map(({ key }) => key));
  const added = fitting.flatMap(({ index }) => index ?? []);
  const keep = <Entry extends { readonly id: string }>(entries: readonly Entry[]) =>
    entries.filter(({ id }) => !changed.has(id));
  const after: BlockEntries = {
    people: [...keep(people), ...added.map((entry) => entry.people)],
    faces: [...keep(faces), ...added.flatMap((entry) => entry.faces ?? [])],
    names: [...keep(names), ...added.flatMap((entry) => entry.names ?? [])],
  };
  try {
    return await sealedChanges(vault, block, after, stored);
  } finally {
    for (const { vectors } of faces) vectors.forEach(wipe);
  }
}

/** @param stored - What is there now, by kind. */
async function sealedChanges(
  vault: Vault,
  block: number,
  after: BlockEntries,
  stored: Readonly<Record<BlockKind, unknown>>,
): Promise<readonly IndexChange[]> {
  const sealed = await Promise.all(BLOCK_KINDS.map((kind) => sealBlock(vault, kind, block, after[kind])));
  return BLOCK_KINDS.flatMap((kind, at): IndexChange[] => {
    if (sealed[at] === null && stored[kind] === undefined) return [];
    return [{ store: 'index', key: blockKey(kind, block), before: stored[kind], after: sealed[at] }];
  });
}

function identityOf(key: BlockKey): RecordIdentity {
  return { kind: 'indexBlock', id: key, modelSha256: null };
}
