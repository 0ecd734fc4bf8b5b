/**
 * @file One decoder's word counts. Whatever kind of file a photo is, the points that are found lie in the pixels that
 * are cut, for training as for enrolment. What cannot be read is refused everywhere with the same sentence.
 */
import { expect, test } from '@playwright/test';
import type { JSHandle } from '@playwright/test';
import { callHeadlessForHandle, callMethod } from '../../scripts/lib/kiosk/headless-page.ts';
import { openKioskBrowser, type KioskBrowser } from '../../scripts/lib/kiosk/kiosk-browser.ts';
import type { AlignmentPoints, Observation } from '../../src/core/observation.ts';
import { type ReadableFile, readableFiles, unreadableFiles } from '../../simulator/photo-formats.ts';
import { encodeJpeg, SYNTHETIC_PEOPLE, syntheticFrames } from '../../simulator/synthetic-face.ts';
import { decodeCrop } from '../../training/data/decode.ts';
import { cropFor } from '../../training/evaluate/crop-image.ts';
import { PACKED_CROP } from '../../training/prepare/crop.ts';
import { openFaceFinder, type FaceFinder, type SearchedPhoto } from '../../training/prepare/face-finder.ts';

/** Mean difference of grey levels. Lossy files and greyscale stay below it; a photo that was turned does not. */
const SAME_PICTURE = 12;
/** Between the points in files of one picture, in its pixels. */
const SAME_PLACE_PX = 4;

let finder: FaceFinder;
let kiosk: KioskBrowser;
let examiner: JSHandle;
let picture: Uint8Array;
let files: readonly ReadableFile[];

test.beforeAll(async () => {
  const loop = { person: SYNTHETIC_PEOPLE.a, seconds: 1, fps: 1, motion: 'calm' } as const;
  const [frame] = syntheticFrames(loop);
  picture = new Uint8Array(await encodeJpeg(frame));
  files = await readableFiles(picture);
  [finder, kiosk] = await Promise.all([openFaceFinder(), openKioskBrowser()]);
  examiner = await callHeadlessForHandle(await kiosk.blankPage(), 'startPhotoExaminer');
});

test.afterAll(async () => {
  await finder.close();
  await kiosk.close();
});

const search = async (
  files: readonly { readonly bytes: Uint8Array }[],
): Promise<(SearchedPhoto | string)[]> =>
  finder.find(
    files.map(({ bytes }) => ({ bytes: new Uint8Array(bytes), margins: [0], crops: [PACKED_CROP] })),
  );

function meanDifference(first: Uint8ClampedArray, second: Uint8ClampedArray): number {
  return first.reduce((sum, value, at) => sum + Math.abs(value - second[at]), 0) / first.length;
}

function farthest(first: AlignmentPoints, second: AlignmentPoints): number {
  return Math.max(...first.map(({ x, y }, at) => Math.hypot(x - second[at].x, y - second[at].y)));
}

test('points lie in the pixels that are cut, whatever the format, the orientation and the colours', async () => {
  const [reference, ...found] = await search([{ bytes: picture }, ...files]);
  if (typeof reference === 'string' || !reference.face) throw new Error('The drawn face is not found.');
  const upright = reference.face.points;
  for (const [at, { name, shown }] of files.entries()) {
    const photo = found[at];
    if (typeof photo === 'string') throw new Error(`${name}: ${photo}`);
    const { face, crops } = photo;
    const isUpright = Buffer.compare(shown, files[0].shown) === 0;
    if (isUpright) expect(face, name).not.toBeNull();
    // A face that lies on its side may not be found, and then nothing is cut.
    if (face === null) continue;
    if (isUpright) expect(farthest(face.points, upright), name).toBeLessThan(SAME_PLACE_PX);
    const { size, alignment } = PACKED_CROP;
    const cut = cropFor({ size, spec: { alignment } }, await decodeCrop(shown), face.points);
    expect(meanDifference(crops[0], cut), name).toBeLessThan(SAME_PICTURE);
  }
});

test('enrolment finds the face where training does', async () => {
  // Two of the eight orientations are enough here: one decoder turned them all.
  const some = files.filter(({ name }) => !name.includes('orientation') || /orientation [16]$/.test(name));
  const found = await search(some);
  for (const [at, { name, bytes }] of some.entries()) {
    const photo = found[at];
    const { face } = await callMethod<Observation>(examiner, 'examine', new Uint8Array(bytes));
    if (typeof photo === 'string') throw new Error(`${name}: ${photo}`);
    expect(face === null, name).toBe(photo.face === null);
    if (face && photo.face)
      expect(farthest(face.points, photo.face.points), name).toBeLessThan(SAME_PLACE_PX);
  }
});

test('what cannot be read is refused with one sentence everywhere', async () => {
  const useless = await unreadableFiles(picture);
  const refused = await search(useless);
  for (const [at, { name, bytes }] of useless.entries()) {
    const sentence = await callMethod(examiner, 'examine', new Uint8Array(bytes)).then(
      () => 'it was read',
      (error: unknown) => (error as Error).message,
    );
    expect(refused[at], name).toBe(sentence);
  }
  const of = (name: string): unknown => refused[useless.findIndex((file) => file.name === name)];
  expect(of('HEIC')).toMatch(/HEIC photo.*save it as JPEG or PNG.*heif-convert/);
  expect(of('TIFF')).toMatch(/TIFF.*save it as JPEG/);
  expect(of('video')).toMatch(/a video, not a photo/);
  expect(of('archive')).toMatch(/unpack it first/);
  expect(of('words')).toMatch(/^not an image that can be read/);
  expect(of('nothing')).toBe('it is empty');
  expect(of('a damaged JPEG')).toBe('a JPEG photo that is damaged');
});
