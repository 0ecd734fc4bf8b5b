/** @file What a calibration makes of embeddings: thresholds of pairs, and of searches where it knows who is who. */
import { describe, expect, it } from 'vitest';
import { calibrate } from '../../../../scripts/lib/models/calibration/calibrate.ts';
import { pairsOfPeople, parsePairs } from '../../../../scripts/lib/models/calibration/pairs.ts';
import { describeGalleries } from '../../../../scripts/lib/models/calibration/report.ts';
import { galleryThreshold, mostPeopleMeasured } from '../../../../src/core/fusion/gallery-threshold.ts';
import { createRng, randomGaussian } from '../../../../src/core/rng/rng.ts';

const DIMENSION = 24;
const PHOTOS = 4;

/** Of `count` people four photos each, `scatter` apart. */
function photograph(count: number, scatter: number) {
  const rng = createRng(1);
  const draw = () => Float32Array.from({ length: DIMENSION }, () => randomGaussian(rng));
  const people = Array.from({ length: count }, (_, person) => ({
    photos: Array.from({ length: PHOTOS }, (__, photo) => `${person}/${photo}.jpg`),
  }));
  const embeddings = people.flatMap(() => {
    const face = draw();
    return Array.from({ length: PHOTOS }, () => {
      const noise = draw();
      const sum = face.map((value, at) => value + scatter * noise[at]);
      const length = Math.hypot(...sum);
      return sum.map((value) => value / length);
    });
  });
  return { people, embeddings };
}

describe('calibrate', () => {
  it('measures searches in as large galleries as the people fill', () => {
    const { people, embeddings } = photograph(240, 0.5);
    const calibration = calibrate(pairsOfPeople(people), embeddings);
    const points = calibration.galleries!.points;
    expect(new Set(points.map((point) => point.people))).toEqual(new Set([1, 10, 100]));
    expect(mostPeopleMeasured(calibration as never, 1e-2)).toBe(100);
    const threshold = galleryThreshold(calibration as never, 1e-2, 1).threshold;
    expect(threshold).toBe(points.find((point) => point.people === 100 && point.fpir === 1e-2)!.threshold);
    const lines = describeGalleries(calibration.galleries);
    expect(lines).toContainEqual(expect.stringMatching(/^ +100 +1 in 100 +0\.\d{4} /));
  });

  it('leaves a photo without a face out, and a person of whom none is left', () => {
    const { people, embeddings } = photograph(60, 0.5);
    const some = embeddings.map((one, at) => (at < PHOTOS + 1 ? null : one));
    const { galleries } = calibrate(pairsOfPeople(people), some);
    expect(galleries!.evidence).toMatchObject({ templates: 59, enrolledProbes: 58 * 2 + 1 });
  });

  it('measures none where only pairs are known, and says what to bring', () => {
    const { people, embeddings } = photograph(60, 0.5);
    const photos = people.flatMap((person) => person.photos);
    const lines = photos.flatMap((one, first) =>
      photos
        .slice(first + 1, first + 40)
        .map((other) => `${one},${other},${Number(one.split('/')[0] === other.split('/')[0])}`),
    );
    const plan = parsePairs(lines.join('\n'), '/list.csv');
    const byPath = new Map(photos.map((photo, at) => [`/${photo}`, embeddings[at]]));
    const calibration = calibrate(
      plan,
      plan.photos.map((photo) => byPath.get(photo)!),
    );
    expect(calibration.galleries).toBeNull();
    expect(describeGalleries(null).join(' ')).toContain('--people');
  });
});
