/**
 * @file Opens a packed dataset. Only the index is kept in memory; crops and landmarks are read when they are asked
 * for.
 */
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import {
  decodeLandmarks,
  FILES,
  FORMAT_VERSION,
  LANDMARK_ROW_BYTES,
  readRow,
  ROW_BYTES,
} from './packed-format.ts';
import type { DatasetHeader } from './packed-format.ts';
import type { PackedDataset } from './types.ts';

/** @throws Error saying what is wrong with the folder and how to make one that works. */
export function openPackedDataset(folder: string): PackedDataset {
  const header = readHeader(folder);
  const index = readFileSync(join(folder, FILES.index));
  if (index.length !== header.count * ROW_BYTES) {
    throw new Error(
      `${folder}: the index has ${index.length / ROW_BYTES} rows, the header says ${header.count}. ` +
        'Run prepare again.',
    );
  }
  const view = new DataView(index.buffer, index.byteOffset, index.length);
  const paths = readFileSync(join(folder, FILES.paths), 'utf8').split('\n');
  const crops = openSync(join(folder, FILES.crops), 'r');
  const landmarks = openSync(join(folder, FILES.landmarks), 'r');

  const check = (row: number): void => {
    if (!Number.isInteger(row) || row < 0 || row >= header.count) {
      throw new RangeError(`${folder} has the images 0 to ${header.count - 1}, not ${row}.`);
    }
  };
  const read = (file: number, at: number, length: number): Buffer => {
    const bytes = Buffer.allocUnsafe(length);
    if (readSync(file, bytes, 0, length, at) !== length) {
      throw new Error(`${folder} ends before its last image. Run prepare again.`);
    }
    return bytes;
  };

  return {
    folder,
    name: header.name,
    size: header.count,
    cropSize: header.cropSize,
    margin: header.margin,
    identities: header.identities,
    record(row) {
      check(row);
      return { ...readRow(view, row * ROW_BYTES).record, index: row };
    },
    path(row) {
      check(row);
      return paths[row];
    },
    crop(row) {
      check(row);
      const { offset, length } = readRow(view, row * ROW_BYTES);
      return read(crops, offset, length);
    },
    landmarks(row) {
      check(row);
      return decodeLandmarks(read(landmarks, row * LANDMARK_ROW_BYTES, LANDMARK_ROW_BYTES));
    },
    close() {
      closeSync(crops);
      closeSync(landmarks);
    },
  };
}

function readHeader(folder: string): DatasetHeader {
  const path = join(folder, FILES.header);
  if (!existsSync(path)) {
    throw new Error(`${folder} is no packed dataset. Make one: npm run training -- prepare --help`);
  }
  let header: Partial<DatasetHeader>;
  try {
    header = JSON.parse(readFileSync(path, 'utf8')) as Partial<DatasetHeader>;
  } catch (cause) {
    throw new Error(`${path} is not readable JSON. Run prepare again.`, { cause });
  }
  if (header.version !== FORMAT_VERSION) {
    throw new Error(
      `${path}: format ${header.version}, this program reads ${FORMAT_VERSION}. Run prepare again.`,
    );
  }
  return header as DatasetHeader;
}
