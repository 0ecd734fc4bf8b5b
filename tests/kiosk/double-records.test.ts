/** @file Which records the door takes for one person. */
import { expect, it } from 'vitest';
import { makeSubject, MODEL_A, operatingPoint } from '../../simulator/builders.ts';
import { personOf } from '../../src/core/template/types.ts';
import { findDoubleRecords } from '../../src/kiosk/double-records.ts';
import { galleryOf } from './backup-people.ts';

const MODEL = {
  embedder: { sha256: MODEL_A, operatingPoints: [operatingPoint(0.01, 0.4), operatingPoint(1e-4, 0.6)] },
  policy: { targetFpir: 0.001 },
};
function somebody(number: number, degrees: number, enrolledAtMs: number) {
  const radians = (degrees * Math.PI) / 180;
  const embeddings = [Float32Array.of(Math.cos(radians), Math.sin(radians))];
  return makeSubject(number, { enrolledAtMs, template: { modelSha256: MODEL_A, dimension: 2, embeddings } });
}

it('names each pair once, whoever was enrolled first first, and no look-alikes', async () => {
  const [ada, again, kin, bob] = [
    somebody(1, 0, 9),
    somebody(2, 10, 5),
    somebody(3, 70, 1),
    somebody(4, 180, 1),
  ];
  const find = (...subjects: (typeof ada)[]) =>
    findDoubleRecords(
      new Map(subjects.map((subject) => [subject.id, personOf(subject)])),
      { ...MODEL, gallery: galleryOf(subjects) },
      new AbortController().signal,
    );
  expect(await find(ada, again, kin, bob)).toEqual([{ keptId: again.id, goneId: ada.id }]);
  expect(await find(ada, bob)).toEqual([]);
});
