/** @file Packed datasets without files, for what reads records only. */
import { ARCFACE_112 } from '../../src/core/align/template.ts';
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

/** Each real image is a clip; the fakes of a person are of his first clip. */
export function datasetOf(name: string, people: readonly PersonSpec[]): PackedDataset {
  const records: PackedRecord[] = [];
  let clips = 0;
  for (const [identity, person] of people.entries()) {
    const firstClip = clips;
    clips += person.reals;
    for (let image = 0; image < person.reals + (person.fakes ?? 0); image += 1) {
      const isFake = image >= person.reals;
      const pointsFrom = person.pointsFrom ?? 'landmarker';
      records.push({
        index: records.length,
        identity,
        group: person.group ?? 1000 + identity,
        clip: isFake ? firstClip : firstClip + image,
        isFake,
        split: person.split ?? 'train',
        pointsFrom,
        points: ARCFACE_112,
        yawDeg: pointsFrom === 'landmarker' ? (image * 7) % 10 : null,
      });
    }
  }
  const refuse = (): never => {
    throw new Error('Samplers read no pixels.');
  };
  return {
    folder: `packed/${name}`,
    name,
    size: records.length,
    cropSize: 160,
    margin: 24 / 112,
    identities: people.map((person) => person.name),
    record: (index) => records[index],
    path: (index) => `${name}/${index}.jpg`,
    crop: refuse,
    landmarks: refuse,
    close: () => undefined,
  };
}

/** `count` people with as many images each. */
export function crowd(prefix: string, count: number, person: Omit<PersonSpec, 'name'>): PersonSpec[] {
  return Array.from({ length: count }, (_, at) => ({ ...person, name: `${prefix}${at}` }));
}
