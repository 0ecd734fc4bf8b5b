/**
 * @file What a door keeps of each person for its fleet, in blocks beside those of `gallery/block-codec.ts`. A store
 * of a kiosk that is in no fleet has none. What a row holds is for `src/fleet` to say.
 */
import { decodeUtf8, encodeUtf8, wipe } from '../bytes.ts';
import type { ChangeTools } from '../change-tools.ts';
import { BLOCKS, blockKey, blockOf } from '../gallery/block-codec.ts';
import { isStorageError } from '../errors.ts';
import type { IndexChange } from '../record-set/record-change.ts';
import { placeOf, RecordSets, SET_KEY } from '../record-set/record-set.ts';
import { nonceOf, type RecordIdentity, type SealedRecord, type Vault } from '../vault.ts';

export interface FleetRow {
  /** Of the person. */
  readonly id: string;
  /** JSON. */
  readonly row: unknown;
}

/** By id. */
type Rows = Readonly<Record<string, unknown>>;

/** Blocks that are read in one transaction. */
const AT_ONCE = 32;

/** Rows of one block. */
export interface FleetRows {
  readonly rows: readonly FleetRow[];
  /** False where the block was put back or does not open: then there are none. */
  readonly fits: boolean;
}

/** Every row, block by block. */
export async function* allFleetRows(tools: ChangeTools): AsyncGenerator<FleetRows> {
  for (let from = 0; from < BLOCKS; from += AT_ONCE) {
    const numbers = Array.from({ length: AT_ONCE }, (_, at) => from + at);
    for (const { rows, fits } of await readBlocks(tools, numbers)) {
      yield { rows: Object.entries(rows).map(([id, row]) => ({ id, row })), fits };
    }
  }
}

/** The blocks in which the rows of the given people are, or would be. */
export class FleetBlocks {
  private constructor(private readonly _blocks: ReadonlyMap<number, Block>) {}

  static async read(tools: ChangeTools, ids: readonly string[]): Promise<FleetBlocks> {
    const blocks = await readBlocks(tools, [...new Set(ids.map(blockOf))]);
    return new FleetBlocks(new Map(blocks.map((block) => [block.block, block])));
  }

  /** @returns Undefined without one. */
  rowOf(id: string): unknown {
    const rows = this._blocks.get(blockOf(id))?.rows ?? {};
    return Object.hasOwn(rows, id) ? rows[id] : undefined;
  }

  /** @param numbers - Of blocks that were read. */
  those(numbers: readonly number[]): readonly Block[] {
    return numbers.flatMap((number) => this._blocks.get(number) ?? []);
  }
}

/**
 * @param rows - Take the place of those of the same ids.
 * @param read - Of these people, and perhaps of others.
 */
export async function fleetRowChanges(
  { vault }: ChangeTools,
  rows: readonly FleetRow[],
  read: FleetBlocks,
): Promise<readonly IndexChange[]> {
  const byBlock = new Map<number, FleetRow[]>();
  for (const row of rows) {
    const block = blockOf(row.id);
    const others = byBlock.get(block);
    if (others === undefined) byBlock.set(block, [row]);
    else others.push(row);
  }
  return Promise.all(
    read
      .those([...byBlock.keys()])
      .map(async ({ block, stored, rows: before, fits }): Promise<IndexChange> => {
        const changed = byBlock.get(block) ?? [];
        const after = { ...before, ...Object.fromEntries(changed.map(({ id, row }) => [id, row])) };
        const bytes = encodeUtf8(JSON.stringify(after));
        try {
          const sealed = await vault.seal(identityOf(block), bytes);
          return {
            store: 'index',
            key: blockKey('fleet', block),
            before: stored,
            after: sealed,
            settles: !fits,
          };
        } finally {
          wipe(bytes);
        }
      }),
  );
}

/** Removes every row. */
export async function fleetRowRemovals({ database }: ChangeTools): Promise<readonly IndexChange[]> {
  const keys = Array.from({ length: BLOCKS }, (_, block) => blockKey('fleet', block));
  const stored = await Promise.all(keys.map(async (key) => database.get('index', key)));
  return keys.flatMap((key, at): IndexChange[] =>
    stored[at] === undefined ? [] : [{ store: 'index', key, before: stored[at], after: null, settles: true }],
  );
}

interface Block {
  readonly block: number;
  readonly stored: SealedRecord | undefined;
  readonly rows: Rows;
  /** It is the one that was stored last. */
  readonly fits: boolean;
}

/**
 * A block that was put back, or does not open, holds nobody: the fleet tells of everybody in it anew. Blocks and what
 * binds them are read in one transaction, so that a change by another tab looks like neither.
 */
async function readBlocks(
  { database, vault }: ChangeTools,
  numbers: readonly number[],
): Promise<readonly Block[]> {
  const transaction = database.transaction(['index', 'state'], 'readonly');
  const [index, state] = [transaction.objectStore('index'), transaction.objectStore('state')];
  const [set, ...stored] = await Promise.all([
    state.get(SET_KEY),
    ...numbers.map(async (block) => index.get(blockKey('fleet', block))),
  ]);
  const others = (await new RecordSets(vault).open(set))?.others ?? {};
  return Promise.all(
    numbers.map(async (block, at): Promise<Block> => {
      const nonce = others[placeOf('index', blockKey('fleet', block))] ?? null;
      const fits = nonce === nonceOf(stored[at]);
      const rows = fits && stored[at] !== undefined ? await openRows(vault, block, stored[at]) : {};
      return { block, stored: stored[at], rows: rows ?? {}, fits: fits && rows !== null };
    }),
  );
}

/** @returns Null where it does not open. */
async function openRows(vault: Vault, block: number, stored: SealedRecord): Promise<Rows | null> {
  try {
    const bytes = await vault.open(identityOf(block), stored);
    const rows = JSON.parse(decodeUtf8(bytes)) as Rows;
    wipe(bytes);
    return rows;
  } catch (error) {
    if (!isStorageError(error, 'tampered')) throw error;
    return null;
  }
}

function identityOf(block: number): RecordIdentity {
  return { kind: 'indexBlock', id: blockKey('fleet', block), modelSha256: null };
}
