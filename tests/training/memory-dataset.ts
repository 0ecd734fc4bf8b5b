/** @file Packed datasets in memory: of records, or of people with so many images each. */
import { scaledTemplate } from '../../src/core/align/template.ts';
import type { PackedDataset, PackedRecord, Split } from '../../training/data/types.ts';

export interface PersonSpec {
  readonly name: string;
  readonly reals: number;
  readonly fakes?: number;
  /** A group of its own when absent. */
  readonly group?: number;
  readonly split?: Split;
  readonly pointsFrom?: PackedRecord['pointsFrom'];
}

export const CROP_SIZE = 160;
export const POINTS = scaledTemplate(CROP_SIZE, { template: 'arcface-112', margin: 24 / 112 });

export type TestRecord = Partial<PackedRecord> & { readonly path?: string; readonly crop?: Uint8Array };

/** A person's group is the person's own number unless it is given. */
export function memoryDataset(records: readonly TestRecord[], name = 'memory'): PackedDataset {
  return {
    folder: `/${name}`,
    name,
    size: records.length,
    cropSize: CROP_SIZE,
    margin: 24 / 112,
    identities: [],
    record: (index) => ({
      index,
      identity: 0,
      group: records[index].identity ?? 0,
      clip: -1,
      isFake: false,
      split: 'test',
      pointsFrom: 'given',
      points: POINTS,
      yawDeg: null,
      ...records[index],
    }),
    path: (index) => records[index].path ?? `${index}.jpg`,
    crop: (index) => records[index].crop ?? new Uint8Array(0),
    landmarks: () => null,
    close: () => undefined,
  };
}

/** Each real image is a clip; the fakes of a person are of his first clip. */
export function datasetOf(name: string, people: readonly PersonSpec[]): PackedDataset {
  const records: TestRecord[] = [];
  let clips = 0;
  for (const [identity, person] of people.entries()) {
    const firstClip = clips;
    clips += person.reals;
    for (let image = 0; image < person.reals + (person.fakes ?? 0); image += 1) {
      const isFake = image >= person.reals;
      const pointsFrom = person.pointsFrom ?? 'landmarker';
      records.push({
        identity,
        group: person.group ?? 1000 + identity,
        clip: isFake ? firstClip : firstClip + image,
        isFake,
        split: person.split ?? 'train',
        pointsFrom,
        yawDeg: pointsFrom === 'landmarker' ? (image * 7) % 10 : null,
        path: `${name}/${records.length}.jpg`,
      });
    }
  }
  const refuse = (): never => {
    throw new Error('Samplers read no pixels.');
  };
  return {
    ...memoryDataset(records, name),
    ...{ folder: `packed/${name}`, crop: refuse, landmarks: refuse },
    identities: people.map((person) => person.name),
  };
}

/** `count` people with as many images each. */
export function crowd(prefix: string, count: number, person: Omit<PersonSpec, 'name'>): PersonSpec[] {
  return Array.from({ length: count }, (_, at) => ({ ...person, name: `${prefix}${at}` }));
}
