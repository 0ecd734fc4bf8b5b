/** @file Choice of a template's embeddings, and the search for duplicates. */
import { describe, expect, it } from 'vitest';
import { buildTemplate, type TemplateCandidate } from '../../../src/core/template/build-template.ts';
import { enrolmentThresholds, findDuplicates } from '../../../src/core/template/find-duplicates.ts';
import type { OperatingPoint } from '../../../src/core/manifest/types.ts';

const OPTIONS = { modelSha256: 'ab', dimension: 2 };

/** A unit vector in the plane: the cosine of two is that of the angle between them. */
function at(degrees: number, overall: number, poseName = 'frontal'): TemplateCandidate {
  const radians = (degrees * Math.PI) / 180;
  return { embedding: Float32Array.of(Math.cos(radians), Math.sin(radians)), overall, poseName };
}

describe('buildTemplate', () => {
  it('takes the best of each pose before the best of the rest', () => {
    const candidates = [
      at(0, 0.9, 'frontal'),
      at(12, 0.95, 'frontal'),
      at(24, 0.8, 'frontal'),
      at(36, 0.3, 'left'),
      at(48, 0.4, 'left'),
      at(-12, 0.2, 'right'),
    ];
    expect(buildTemplate(candidates, { ...OPTIONS, maxEmbeddings: 4 }).chosen).toEqual([1, 4, 5, 0]);
    expect(buildTemplate(candidates, OPTIONS).chosen).toEqual([1, 4, 5, 0, 2, 3]);
    expect(buildTemplate(candidates, { ...OPTIONS, maxEmbeddings: 1 }).chosen).toEqual([1]);
  });

  it('passes near-duplicates over', () => {
    // cos 5° = .9962, cos 12° = .9781.
    const { chosen } = buildTemplate([at(0, 0.9), at(5, 0.8), at(12, 0.7), at(0, 0.6)], OPTIONS);
    expect(chosen).toEqual([0, 2]);
  });

  it('copies, so that wiping the candidates leaves the template', () => {
    const candidate = at(0, 0.9);
    const { template, cohesion } = buildTemplate([candidate], OPTIONS);
    candidate.embedding.fill(0);
    expect(template).toEqual({ modelSha256: 'ab', dimension: 2, embeddings: [Float32Array.of(1, 0)] });
    expect(cohesion).toBe(1);
  });

  it('rejects and reports frames that look like somebody else, one after the other', () => {
    const candidates = [
      at(0, 0.5),
      at(12, 0.6),
      at(24, 0.4),
      at(110, 0.99),
      at(-12, 0.5),
      at(170, 0.9),
      at(6, 0.7),
    ];
    const { chosen, outliers, cohesion } = buildTemplate(candidates, OPTIONS);
    expect(outliers.map((outlier) => outlier.index)).toEqual([5, 3]);
    const cosines = [0, 12, 24, -12, 6].map((degrees) => Math.cos(((110 - degrees) * Math.PI) / 180));
    expect(outliers[1].meanSimilarity).toBeCloseTo(cosines.reduce((a, b) => a + b) / 5, 6);
    expect(chosen).not.toContain(3);
    expect(chosen).not.toContain(5);
    expect(cohesion).toBeGreaterThan(0.85);
  });

  it('shows a capture of two persons by its cohesion', () => {
    const { cohesion, outliers } = buildTemplate(
      [at(0, 0.5), at(90, 0.6), at(12, 0.5), at(102, 0.5)],
      OPTIONS,
    );
    expect(outliers).toEqual([]);
    expect(cohesion).toBeLessThan(0.4);
  });

  it('does not judge two embeddings', () => {
    expect(buildTemplate([at(0, 0.5), at(90, 0.6)], OPTIONS)).toMatchObject({ chosen: [1, 0], outliers: [] });
  });

  it('sees two people whose views are alike enough on average', () => {
    // Within a person 10 degrees, between the two 80: cosines of .98 and .17.
    const both = [0, 10, 20, 5].map((degrees) => at(degrees, 0.9));
    const others = [90, 100, 95].map((degrees) => at(degrees, 0.8));
    const { cohesion } = buildTemplate([...both, ...others], OPTIONS);
    expect(cohesion).toBeLessThan(0.2);
    expect(buildTemplate(both, OPTIONS).cohesion).toBeGreaterThan(0.9);
  });

  it('refuses no candidates, wrong dimensions and broken numbers', () => {
    expect(() => buildTemplate([], OPTIONS)).toThrow(/good enough.*Capture again/);
    expect(() => buildTemplate([at(0, 0.5)], { ...OPTIONS, dimension: 3 })).toThrow(/Frame 0.*3 dimensions/);
    expect(() => buildTemplate([at(0, 0.5), at(NaN, 0.5)], OPTIONS)).toThrow(/Frame 1/);
    expect(() => buildTemplate([at(0, NaN)], OPTIONS)).toThrow(/Frame 0/);
  });
});

describe('findDuplicates', () => {
  const thresholds = { duplicate: 0.5, lookAlike: 0.4, onePerson: 0.3 };

  it('sorts subjects into duplicates and look-alikes by the nearest of what stands for them', () => {
    const searches = [
      [
        { subjectId: 'a', similarity: 0.45 },
        { subjectId: 'b', similarity: 0.4 },
        { subjectId: 'c', similarity: 0.39 },
      ],
      [
        { subjectId: 'd', similarity: 0.5 },
        { subjectId: 'a', similarity: 0.7 },
      ],
    ];
    expect(findDuplicates(searches, thresholds)).toEqual({
      duplicates: [
        { subjectId: 'a', similarity: 0.7 },
        { subjectId: 'd', similarity: 0.5 },
      ],
      lookAlikes: [{ subjectId: 'b', similarity: 0.4 }],
    });
    expect(findDuplicates(searches, thresholds, 'a').duplicates).toEqual([
      { subjectId: 'd', similarity: 0.5 },
    ]);
  });

  it('refuses missing searches and broken similarities', () => {
    expect(() => findDuplicates([], thresholds)).toThrow(/would be missed/);
    expect(() => findDuplicates([[{ subjectId: 'a', similarity: NaN }], []], thresholds)).toThrow(
      /not a number/,
    );
  });
});

describe('enrolmentThresholds', () => {
  const point = (fmr: number, threshold: number): OperatingPoint => ({
    fmr,
    threshold,
    fnmr: 0,
    fnmrInterval: [0, 1],
    fmrInterval: [0, 1],
    genuinePairs: 1,
    impostorPairs: 1,
  });

  it('warns from the threshold of a ten times looser FMR', () => {
    const points = [point(1e-2, 0.2), point(1e-3, 0.3), point(1e-4, 0.45)];
    expect(enrolmentThresholds({ operatingPoints: points }, 1e-4, 1)).toMatchObject({
      duplicate: 0.45,
      lookAlike: 0.3,
    });
    const atLooseEnd = enrolmentThresholds({ operatingPoints: points }, 1e-2, 1);
    expect(atLooseEnd.duplicate).toBe(0.2);
    expect(atLooseEnd.lookAlike).toBeCloseTo(0.1, 9);
  });

  it('has no band with one operating point', () => {
    expect(enrolmentThresholds({ operatingPoints: [point(1e-3, 0.3)] }, 1e-2, 100)).toMatchObject({
      duplicate: 0.3,
      lookAlike: 0.3,
    });
  });

  it('takes a capture for one person at the policy’s threshold for one comparison, however large the gallery', () => {
    const points = [point(1e-2, 0.2), point(1e-3, 0.3), point(1e-4, 0.45)];
    for (const count of [1, 7, 70]) {
      expect(enrolmentThresholds({ operatingPoints: points }, 1e-3, count).onePerson).toBe(0.3);
      expect(enrolmentThresholds({ operatingPoints: points }, 1e-3, count).duplicate).toBeGreaterThanOrEqual(
        0.3,
      );
    }
  });
});
