/** @file Writes a packed dataset, image by image; it becomes readable only when it is finished. */
import { createWriteStream } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { once } from 'node:events';
import { encodeLandmarks, FILES, FORMAT_VERSION, ROW_BYTES, writeRow } from './packed-format.ts';
import type { DatasetHeader } from './packed-format.ts';
import type { PackedRecord, Split } from './types.ts';

export interface PackedImage extends Omit<PackedRecord, 'index' | 'identity'> {
  /** Name of the person. */
  readonly identity: string;
  /** Path of the original within the data set's folder; no line breaks. */
  readonly path: string;
  /** A JPEG file. */
  readonly crop: Uint8Array;
  /** x, y pairs in crop pixels. */
  readonly landmarks: Float32Array | null;
}

export interface PackedWriter {
  add(image: PackedImage): Promise<void>;
  /** Writes the header, without which a folder is no dataset. @returns What it says. */
  finish(): Promise<DatasetHeader>;
}

/** @param folder - Created; what a dataset of an earlier time left there is replaced. */
export async function createPackedWriter(
  folder: string,
  about: Pick<DatasetHeader, 'name' | 'layout' | 'cropSize' | 'margin' | 'splitSeed'>,
): Promise<PackedWriter> {
  await mkdir(folder, { recursive: true });
  await rm(join(folder, FILES.header), { force: true });
  const streams = {
    index: createWriteStream(join(folder, FILES.index)),
    crops: createWriteStream(join(folder, FILES.crops)),
    landmarks: createWriteStream(join(folder, FILES.landmarks)),
    paths: createWriteStream(join(folder, FILES.paths)),
  };
  const identities = new Map<string, number>();
  const splits: Record<string, Split> = {};
  let count = 0;
  let offset = 0;

  const write = async (name: keyof typeof streams, data: Uint8Array | string): Promise<void> => {
    if (!streams[name].write(data)) await once(streams[name], 'drain');
  };

  return {
    async add(image) {
      const identity = identities.get(image.identity) ?? identities.size;
      identities.set(image.identity, identity);
      splits[image.identity] = image.split;
      const row = Buffer.alloc(ROW_BYTES);
      const view = new DataView(row.buffer, row.byteOffset, ROW_BYTES);
      writeRow(view, 0, { offset, length: image.crop.length, record: { ...image, identity } });
      count += 1;
      offset += image.crop.length;
      await write('index', row);
      await write('crops', image.crop);
      await write('landmarks', encodeLandmarks(image.landmarks));
      await write('paths', `${image.path}\n`);
    },
    async finish() {
      for (const stream of Object.values(streams)) {
        stream.end();
        await finished(stream);
      }
      const header: DatasetHeader = {
        version: FORMAT_VERSION,
        ...about,
        count,
        identities: [...identities.keys()],
      };
      await writeFile(join(folder, FILES.split), `${JSON.stringify(splits, null, 1)}\n`);
      await writeFile(join(folder, FILES.header), `${JSON.stringify(header)}\n`);
      return header;
    },
  };
}
