/** @file Which photos of a folder are examined, as whose, and what becomes of each. */
import { describe, expect, it } from 'vitest';
import { observationOf } from '../../../simulator/builders.ts';
import { sortFiles } from '../../../src/console/enrol/chosen-files.ts';
import { examinePhotos, type PhotoExaminer } from '../../../src/console/enrol/examine-photos.ts';
import type { Observation } from '../../../src/core/observation.ts';

const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 1);

function fileAt(path: string, bytes = JPEG): File {
  const file = new File([bytes], path.split('/').at(-1)!);
  const webkitRelativePath = path.includes('/') ? path : '';
  return Object.defineProperty(file, 'webkitRelativePath', { value: webkitRelativePath });
}

describe('the files of a folder', () => {
  it('are of the person of their own name or their folder’s, below the folder that was chosen', () => {
    const { people, unused } = sortFiles(
      [
        'staff/Ada_Lund/2.jpg',
        'staff/Ada_Lund/1.jpg',
        'staff/Bo.png',
        'staff/Bo/deep/3.jpg',
        'staff/.hidden/4.jpg',
        'staff/Ada_Lund/Thumbs.db',
        'staff/___.jpg',
      ].map((path) => fileAt(path)),
    );
    expect(people.map(({ name, photos }) => [name, photos.map(({ path }) => path)])).toEqual([
      ['Ada Lund', ['Ada_Lund/1.jpg', 'Ada_Lund/2.jpg']],
      ['Bo', ['Bo.png']],
    ]);
    expect(unused).toEqual([
      { path: 'Bo/deep/3.jpg', why: 'tooDeep' },
      { path: '___.jpg', why: 'nameMissing' },
    ]);
  });

  it('that were chosen one by one are each of the person of its name', () => {
    const { people } = sortFiles([fileAt('Ada.jpg'), fileAt('Bo.jpg')]);
    expect(people.map(({ name }) => name)).toEqual(['Ada', 'Bo']);
  });
});

describe('examining photos', () => {
  const people = sortFiles([
    fileAt('Ada.jpg'),
    fileAt('Bo.jpg', Uint8Array.of(1, 2)),
    fileAt('Cy.jpg'),
  ]).people;
  const seen: Uint8Array[] = [];
  const noFace = { face: null, faceCount: 0 } as Observation;
  const examiner = (examine: (call: number) => Observation, failure: Error | null = null): PhotoExaminer => {
    let call = 0;
    return {
      report: {} as PhotoExaminer['report'],
      failure,
      examine: (bytes) => {
        seen.push(bytes);
        call += 1;
        return Promise.resolve().then(() => examine(call));
      },
      close: () => undefined,
    };
  };
  const options = () => ({ signal: new AbortController().signal, onPhoto: () => undefined });

  it('says why one is not used, and overwrites its bytes', async () => {
    const { candidates, faulty } = await examinePhotos(
      people,
      examiner((call) => {
        if (call < 3) throw new Error('not decoded');
        return noFace;
      }),
      options(),
    );
    expect(candidates).toEqual([]);
    expect(faulty).toEqual([
      { path: 'Ada.jpg', why: 'damaged' },
      { path: 'Bo.jpg', why: 'noPhoto' },
      { path: 'Cy.jpg', why: 'noFace' },
    ]);
    expect(seen).toHaveLength(3);
    expect(seen.every((bytes) => bytes.every((value) => value === 0))).toBe(true);
  });

  it('keeps what a template needs of a good one, and says what is wrong with the others', async () => {
    const embedding = Float32Array.of(1, 0);
    const turned = { embedding: Float32Array.of(0, 1), pose: { yawDeg: 60, pitchDeg: 0, rollDeg: 0 } };
    const { candidates, faulty } = await examinePhotos(
      people,
      examiner((call) => {
        if (call === 3) return observationOf(1, 1, { faceCount: 2 });
        return observationOf(1, 1, { face: call === 1 ? { embedding } : turned });
      }),
      options(),
    );
    expect(candidates).toMatchObject([{ name: 'Ada', photos: [{ path: 'Ada.jpg', embedding }] }]);
    expect(faulty).toEqual([
      { path: 'Bo.jpg', why: ['turnToCamera'] },
      { path: 'Cy.jpg', why: 'severalFaces' },
    ]);
    expect([...turned.embedding]).toEqual([0, 0]);
  });

  it('ends where nothing can be examined any more, and leaves no embedding', async () => {
    const failure = new Error('the workers could not be started again');
    const embedding = Float32Array.of(1, 0);
    const failing = examiner((call) => {
      if (call > 1) throw failure;
      return observationOf(1, 1, { face: { embedding } });
    }, failure);
    await expect(examinePhotos(people, failing, options())).rejects.toThrow(failure);
    expect([...embedding]).toEqual([0, 0]);
  });
});
