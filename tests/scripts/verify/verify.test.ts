/**
 * @file The answer of `npm run verify` on observations made by hand.
 */
import { describe, expect, it } from 'vitest';
import { detectorEntry, embedderEntry, observationOf, operatingPoint } from '../../../simulator/builders.ts';
import { describeAnswer } from '../../../scripts/lib/verify/describe-answer.ts';
import { verifyPhotos } from '../../../scripts/lib/verify/verify-photos.ts';
import type { Observation, QualityMeasures } from '../../../src/core/observation.ts';

function observation(
  degrees: number,
  quality: Partial<QualityMeasures> = {},
  fakeProbability: number | null = null,
): Observation {
  const angle = (degrees * Math.PI) / 180;
  const embedding = Float32Array.of(Math.cos(angle), Math.sin(angle));
  return observationOf(0, 0, {
    faceCount: quality.faceCount ?? 1,
    face: { embedding, fakeProbability, quality: { faceSizePx: 20, centring: 0.9, ...quality } },
  });
}

const PHOTOS: Record<string, Observation> = {
  'a.jpg': observation(0),
  // Cosines to a: 0.5 and a little less.
  'b.jpg': observation(59.999),
  'c.jpg': observation(61, { exposure: 5 }),
  'fake.jpg': observation(0, {}, 0.9),
  'real.jpg': observation(0, {}, 0.1),
  'two.jpg': observation(0, { faceCount: 2 }),
  'none.jpg': observationOf(0, 0, { face: null }),
};

const kiosk = {
  report: {
    provider: 'wasm',
    fakeDetector: null,
    embedder: embedderEntry('tiny', {
      operatingPoints: [operatingPoint(1e-3, 0.5), operatingPoint(1e-4, 0.8)],
    }),
  },
  examine: (photo: string | Uint8Array): Promise<Observation> => {
    const found = typeof photo === 'string' ? PHOTOS[photo] : undefined;
    return found ? Promise.resolve(found) : Promise.reject(new Error('there is no such file'));
  },
} as const;

describe('verifyPhotos', () => {
  it('says yes at or above the threshold of the standard policy, and no below', async () => {
    const yes = await verifyPhotos(kiosk, 'a.jpg', 'b.jpg');
    expect(yes).toMatchObject({ decision: 'same', threshold: 0.5, fmr: 1e-3, extrapolated: false });
    expect(yes.similarity).toBeCloseTo(0.5, 4);
    expect(yes).toMatchObject({ cosine: yes.similarity, fake_probability: null, fakeThreshold: null });
    expect((await verifyPhotos(kiosk, 'a.jpg', 'c.jpg')).decision).toBe('different');
  });

  it('decides at another rate when told to, and marks one that was not measured', async () => {
    const strict = await verifyPhotos(kiosk, 'a.jpg', 'b.jpg', 1e-5);
    expect(strict.decision).toBe('different');
    expect(strict.threshold).toBeCloseTo(1.1, 9);
    expect(describeAnswer(strict)[3]).toContain('FMR 1 in 100,000, beyond what the model was measured at');
  });

  it('judges the second photo for fakes, and only that one', async () => {
    const detector = detectorEntry('fake-detector', 'toy');
    const guarded = { ...kiosk, report: { ...kiosk.report, fakeDetector: detector } };
    const fake = await verifyPhotos(guarded, 'real.jpg', 'fake.jpg');
    expect(fake).toMatchObject({ decision: 'fake', similarity: 1, cosine: 1, fake_probability: 0.9 });
    expect(describeAnswer(fake)[0]).toBe('The second photo is a fake.');
    expect(describeAnswer(fake)[4]).toBe(
      '  fake probability  0.9000  (a fake from 0.5000 on; of the second photo)',
    );
    const reference = await verifyPhotos(guarded, 'fake.jpg', 'real.jpg');
    expect(reference).toMatchObject({ decision: 'same', similarity: 1, fake_probability: 0.1 });
    await expect(verifyPhotos(guarded, 'fake.jpg', 'a.jpg')).rejects.toThrow('it is broken');
  });

  it('warns of a poor photo, but not of where the face is in it', async () => {
    const answer = await verifyPhotos(kiosk, 'a.jpg', 'c.jpg');
    expect(answer.photos).toEqual([
      { path: 'a.jpg', warnings: [] },
      { path: 'c.jpg', warnings: ['it is too dark'] },
    ]);
    expect(describeAnswer(answer).at(-1)).toContain('c.jpg: it is too dark.');
  });

  it.each([
    ['two.jpg', 'two.jpg: it shows several faces'],
    ['none.jpg', 'none.jpg: no face was found'],
    ['gone.jpg', 'gone.jpg: there is no such file.'],
  ])('names %s, which cannot be used', async (path, message) => {
    await expect(verifyPhotos(kiosk, 'a.jpg', path)).rejects.toThrow(message);
    await expect(verifyPhotos(kiosk, path, 'a.jpg')).rejects.toThrow(message);
  });
});
