/** @file Opens an image, or another one of the same person when it is broken: a bad file must not end a run. */
import { scaledTemplate } from '../../src/core/align/template.ts';
import { decodePicture } from '../data/decode.ts';
import type { Picture } from '../image/picture.ts';
import type { PackedDataset, PackedRecord } from '../data/types.ts';
import type { Fault } from './types.ts';

export interface PictureSource {
  /**
   * @param faults - Gets one entry for each image that could not be decoded.
   * @returns The image; else the next one in the dataset of the same person, real or fake as the first; else a black
   *   picture.
   */
  open(index: number, faults: Fault[]): Promise<Picture>;
}

export function createPictureSource(dataset: PackedDataset): PictureSource {
  // Made when the first image fails, which may be never.
  let siblings: Map<string, number[]> | null = null;
  return {
    async open(index, faults) {
      const picture = await tryDecode(dataset, index, faults);
      if (picture) return picture;
      siblings ??= groupSiblings(dataset);
      const all = siblings.get(siblingKey(dataset.record(index))) ?? [];
      const at = all.indexOf(index);
      for (const other of [...all.slice(at + 1), ...all.slice(0, at)]) {
        const replacement = await tryDecode(dataset, other, faults);
        if (replacement) return replacement;
      }
      return blackPicture(dataset);
    },
  };
}

async function tryDecode(dataset: PackedDataset, index: number, faults: Fault[]): Promise<Picture | null> {
  try {
    return await decodePicture(dataset, index);
  } catch (error) {
    // An index out of range is a mistake in the plan, not a broken image.
    if (error instanceof RangeError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    faults.push({ path: `${dataset.folder}/${dataset.path(index)}`, message });
    return null;
  }
}

function siblingKey({ identity, isFake, split }: PackedRecord): string {
  return `${identity} ${isFake ? 'fake' : 'real'} ${split}`;
}

function groupSiblings(dataset: PackedDataset): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (let index = 0; index < dataset.size; index += 1) {
    const key = siblingKey(dataset.record(index));
    const group = groups.get(key);
    if (group) group.push(index);
    else groups.set(key, [index]);
  }
  return groups;
}

function blackPicture({ cropSize, margin }: PackedDataset): Picture {
  const data = new Uint8ClampedArray(cropSize * cropSize * 4);
  for (let alpha = 3; alpha < data.length; alpha += 4) data[alpha] = 255;
  return {
    data,
    width: cropSize,
    height: cropSize,
    points: scaledTemplate(cropSize, { template: 'arcface-112', margin }),
    landmarks: null,
  };
}
