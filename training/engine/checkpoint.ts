/**
 * @file Checkpoints: one file with a JSON header and the state's vectors behind it. A killed process leaves the old
 * file or the new one, never half of one.
 *
 * Layout: magic (8 bytes) · header length (uint32, little-endian) · header (UTF-8) · vectors (float32, little-endian),
 * in the header's order.
 */
import { createHash, randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { littleEndian } from '../onnx/little-endian.ts';
import type { LayoutEntry } from '../optim/layout.ts';
import type { StateLayout } from './program.ts';
import type { TrainingState } from './state.ts';

const MAGIC = 'FGCKPT01';
const PREFIX_BYTES = MAGIC.length + 4;

type Names = Readonly<Record<keyof StateLayout, readonly LayoutEntry[]>>;

interface Header {
  readonly step: number;
  readonly seed: number;
  readonly optimiser: string;
  readonly layout: Names;
  readonly vectors: readonly { readonly name: string; readonly length: number }[];
  /** Of all bytes behind the header. */
  readonly sha256: string;
  readonly extra: unknown;
}

export interface Checkpoint {
  readonly state: TrainingState;
  readonly layout: StateLayout;
  readonly optimiser: string;
  /** Plain data of the caller: schedule, sampler, history, configuration. */
  readonly extra: unknown;
}

/** The file is no checkpoint, is damaged, or belongs to another model. */
class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

/** Replaces the file in one step. @throws Error of the file system. */
export async function saveCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const { state, layout, optimiser, extra } = checkpoint;
  const vectors = Object.entries(state.vectors);
  const payload = vectors.map(([, data]) => littleEndian(data));
  const header: Header = {
    ...{ step: state.step, seed: state.seed, optimiser, extra },
    layout: {
      trained: layout.trained.entries,
      frozen: layout.frozen.entries,
      statistics: layout.statistics.entries,
    },
    vectors: vectors.map(([name, data]) => ({ name, length: data.length })),
    sha256: hashOf(payload),
  };
  const json = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.write(MAGIC, 'latin1');
  prefix.writeUInt32LE(json.length, MAGIC.length);
  await replaceFile(path, [prefix, json, ...payload]);
}

/** @throws CheckpointError saying what is wrong with the file. */
export async function loadCheckpoint(path: string): Promise<Checkpoint> {
  const bytes = await readFile(path);
  if (bytes.length < PREFIX_BYTES || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw new CheckpointError(`${path} is no checkpoint.`);
  }
  const start = PREFIX_BYTES + bytes.readUInt32LE(MAGIC.length);
  const header = parseHeader(path, bytes.subarray(PREFIX_BYTES, start));
  const payload = bytes.subarray(start);
  if (hashOf([payload]) !== header.sha256) {
    throw new CheckpointError(`${path} is damaged: its checksum does not match. Use an older checkpoint.`);
  }
  const vectors: Record<string, Float32Array> = {};
  let offset = 0;
  for (const { name, length } of header.vectors) {
    vectors[name] = readFloats(payload, offset, length);
    offset += length * 4;
  }
  const layoutOf = (
    entries: readonly LayoutEntry[],
  ): { entries: readonly LayoutEntry[]; length: number } => ({
    entries,
    length: entries.reduce((sum, { size }) => sum + size, 0),
  });
  return {
    state: { step: header.step, seed: header.seed, vectors },
    layout: {
      trained: layoutOf(header.layout.trained),
      frozen: layoutOf(header.layout.frozen),
      statistics: layoutOf(header.layout.statistics),
    },
    optimiser: header.optimiser,
    extra: header.extra,
  };
}

/**
 * @throws CheckpointError listing the first tensors that differ, so that a resumed run cannot mix up weights of equal
 *   total size.
 */
export function expectSameModel(found: StateLayout, wanted: StateLayout): void {
  for (const part of ['trained', 'frozen', 'statistics'] as const) {
    const describe = ({ entries }: StateLayout[typeof part]): string[] =>
      entries.map(({ name, shape }) => `${name} [${shape.join(', ')}]`);
    const [have, want] = [describe(found[part]), describe(wanted[part])];
    const at = want.findIndex((entry, index) => entry !== have[index]);
    if (at >= 0 || have.length !== want.length) {
      const place = at >= 0 ? at : want.length;
      throw new CheckpointError(
        `The checkpoint is of another model (${part}): it has ${have[place] ?? 'nothing'} ` +
          `where this model has ${want[place] ?? 'nothing'}.`,
      );
    }
  }
}

function parseHeader(path: string, bytes: Buffer): Header {
  try {
    return JSON.parse(bytes.toString()) as Header;
  } catch (error) {
    throw new CheckpointError(`${path} is damaged: its header cannot be read.`, { cause: error });
  }
}

function hashOf(parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

function readFloats(payload: Buffer, offset: number, length: number): Float32Array {
  const floats = new Float32Array(length);
  for (let at = 0; at < length; at += 1) floats[at] = payload.readFloatLE(offset + at * 4);
  return floats;
}

async function replaceFile(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      for (const part of parts) await file.writeFile(part);
      // On disk before the name points to it, or a power cut could leave an empty file behind.
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
