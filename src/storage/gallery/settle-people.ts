/**
 * @file Holds the people's records and their blocks against each other, and what binds the blocks. Where something does
 * not fit, the log names it, the people concerned are doubted, and their blocks are made anew from the records that are
 * there.
 */
import type { ChangeTools } from '../change-tools.ts';
import type { Database } from '../database.ts';
import { isStorageError, StorageError } from '../errors.ts';
import { MAX_ATTEMPTS } from '../log/log-writer.ts';
import { ANYBODY } from '../record-set/record-check.ts';
import type { Misfit } from '../types.ts';
import { nonceOf, type Vault } from '../vault.ts';
import { blockKey, blockOf } from './block-codec.ts';
import { openBlock } from './blocks.ts';
import type { GalleryWork, OnShare, Rebuilt } from './gallery-work.ts';

/** Nobody reads of more, and so many entries would hide the others in the log. */
export const MOST_NAMED = 64;

interface SettleTools extends Pick<ChangeTools, 'database' | 'vault' | 'audit'> {
  readonly work: GalleryWork;
}

/** Makes the blocks of a store that has none that can be relied on. Does nothing in any other. */
export async function makeBlocks(tools: SettleTools, atMs: number, onShare: OnShare): Promise<void> {
  if (await tools.audit.hasBlocks()) return;
  await rebind(
    tools,
    () => tools.work.rebuild(null, onShare),
    () => NOTHING,
    atMs,
  );
}

const NOTHING = { found: [], doubted: [] } as const;

/** Makes blocks anew that are missing, do not open or were put back. Whoever is or was in them is doubted. */
export async function remakeBlocks(
  tools: SettleTools,
  blocks: readonly number[],
  atMs: number,
): Promise<void> {
  const before = (await Promise.all(blocks.map((block) => idsIn(tools, block)))).flat();
  await rebind(
    tools,
    () => tools.work.rebuild(blocks, () => undefined),
    ({ ids }) => {
      const present = new Set(ids);
      const found = [...new Set([...ids, ...before])].map((subjectId): Misfit => {
        return { record: 'person', missing: !present.has(subjectId), subjectId };
      });
      if (found.length > MOST_NAMED)
        return { found: [{ record: 'blocks', missing: false }], doubted: [...present] };
      return { found: found.length === 0 ? [MISSING] : found, doubted: [] };
    },
    atMs,
  );
}

/** Somebody of whom nothing is left. */
const MISSING: Misfit = { record: 'person', missing: true };

/**
 * Looks at people once more whose record did not fit their block, or who have none, and takes what is there.
 * @returns Whether there were any.
 */
export async function settlePeople(
  tools: SettleTools,
  suspects: readonly string[],
  atMs: number,
): Promise<boolean> {
  const found: Misfit[] = [];
  for (const subjectId of suspects) {
    const misfit = await misfitOf(tools, subjectId);
    if (misfit !== null) found.push(misfit);
  }
  if (found.length === 0) return false;
  const blocks = [...new Set(found.map(({ subjectId = '' }) => blockOf(subjectId)))];
  const named = found.length > MOST_NAMED ? [ANYBODY] : found;
  await rebind(
    tools,
    () => tools.work.rebuild(blocks, () => undefined),
    () => ({ found: named, doubted: [] }),
    atMs,
  );
  return true;
}

/** Whether the record can be opened, and is the one that the block was made from: read at one moment. */
export async function isReadable(
  { database, vault }: Pick<SettleTools, 'database' | 'vault'>,
  id: string,
  opens: (record: unknown) => Promise<unknown>,
): Promise<boolean> {
  const { nonce, record } = await readPerson(database, vault, id);
  if (nonce === null || nonce !== nonceOf(record)) return false;
  return opens(record).then(
    () => true,
    (error: unknown) => {
      if (isStorageError(error, 'tampered')) return false;
      throw error;
    },
  );
}

async function misfitOf({ database, vault }: SettleTools, subjectId: string): Promise<Misfit | null> {
  const { nonce, record } = await readPerson(database, vault, subjectId);
  if (nonce === nonceOf(record)) return null;
  return { record: 'person', missing: record === undefined, subjectId };
}

/** A person's record, and the nonce that the block has of it; null for somebody who is not in it. */
async function readPerson(database: Database, vault: Vault, id: string) {
  const block = blockOf(id);
  const transaction = database.transaction(['index', 'subjects'], 'readonly');
  const [stored, record] = await Promise.all([
    transaction.objectStore('index').get(blockKey('people', block)),
    transaction.objectStore('subjects').get(id),
  ]);
  const entry = (await openBlock(vault, 'people', block, stored)).find((one) => one.id === id);
  return { nonce: entry?.nonce ?? null, person: entry?.person ?? null, record };
}

async function idsIn({ database, vault }: SettleTools, block: number): Promise<readonly string[]> {
  try {
    const stored = await database.get('index', blockKey('people', block));
    return (await openBlock(vault, 'people', block, stored)).map(({ id }) => id);
  } catch (error) {
    if (isStorageError(error, 'tampered')) return [];
    throw error;
  }
}

async function rebind(
  { audit }: SettleTools,
  rebuild: () => Promise<Rebuilt>,
  judge: (rebuilt: Rebuilt) => { readonly found: readonly Misfit[]; readonly doubted: readonly string[] },
  atMs: number,
): Promise<void> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const rebuilt = await rebuild();
    const { found, doubted } = judge(rebuilt);
    const changes = rebuilt.blocks.map((block) => ({ store: 'index', ...block }) as const);
    if (await audit.bindBlocks(changes, found, doubted, atMs)) return;
  }
  throw new StorageError('otherTab');
}
