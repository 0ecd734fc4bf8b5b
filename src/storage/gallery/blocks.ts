/**
 * @file Seals and opens the blocks beside the people's records, and changes those that a change of people concerns. It
 * writes nothing: a transaction does, together with the records and the entries in the log.
 */
import { wipe } from '../bytes.ts';
import type { Database } from '../database.ts';
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
  const all: IndexChange[] = [];
  for (const [block, own] of byBlock) all.push(...(await changesOfBlock(tools, block, own)));
  return all;
}

async function changesOfBlock(
  { database, vault }: BlockTools,
  block: number,
  changes: readonly SubjectRecordChange[],
): Promise<readonly IndexChange[]> {
  const stored: Record<BlockKind, unknown> = { people: undefined, faces: undefined, names: undefined };
  for (const kind of BLOCK_KINDS) stored[kind] = await database.get('index', blockKey(kind, block));
  const people = await openBlock(vault, 'people', block, stored.people);
  const faces = await openBlock(vault, 'faces', block, stored.faces);
  const names = await openBlock(vault, 'names', block, stored.names);
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
  const changes: IndexChange[] = [];
  for (const kind of BLOCK_KINDS) {
    const sealed = await sealBlock(vault, kind, block, after[kind]);
    if (sealed === null && stored[kind] === undefined) continue;
    changes.push({ store: 'index', key: blockKey(kind, block), before: stored[kind], after: sealed });
  }
  return changes;
}

function identityOf(key: BlockKey): RecordIdentity {
  return { kind: 'indexBlock', id: key, modelSha256: null };
}
