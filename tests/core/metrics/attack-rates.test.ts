/** @file Attack rates against hand-counted presentations. */
import { describe, expect, it } from 'vitest';
import {
  attackRates,
  type Presentation,
  type PresentationResponse,
} from '../../../src/core/metrics/attack-rates.ts';

const times = (
  count: number,
  species: string | null,
  response: PresentationResponse,
): readonly Presentation[] => Array.from({ length: count }, () => ({ species, response }));

describe('attackRates', () => {
  it('counts each species apart and names the worst', () => {
    const { attacks, worst, bonaFide } = attackRates([
      ...times(20, 'print', 'refused'),
      ...times(1, 'phoneReplay', 'accepted'),
      ...times(3, 'phoneReplay', 'refused'),
      ...times(38, null, 'accepted'),
      ...times(2, null, 'refused'),
    ]);
    expect(attacks.map(({ species, errors, rate }) => [species, errors, rate])).toEqual([
      ['print', 0, 0],
      ['phoneReplay', 1, 0.25],
    ]);
    expect(worst?.species).toBe('phoneReplay');
    expect(bonaFide).toMatchObject({ presentations: 40, errors: 2, rate: 0.05, bound: null });
  });

  it('bounds a rate without an error by three over the trials, and only then', () => {
    const { attacks } = attackRates([
      ...times(20, 'print', 'refused'),
      ...times(19, 'mask', 'refused'),
      ...times(1, 'mask', 'accepted'),
    ]);
    expect(attacks[0]).toMatchObject({ bound: 0.15 });
    // Wilson, 0 of 20: z² ÷ (20 + z²) with z = 1.96.
    expect(attacks[0].interval?.[0]).toBe(0);
    expect(attacks[0].interval?.[1]).toBeCloseTo(3.8415 / 23.8415, 4);
    expect(attacks[1].bound).toBeNull();
    expect(attacks[1].interval?.[0]).toBeGreaterThan(0);
  });

  it('keeps presentations without an answer out of the rates and reports them apart', () => {
    const { attacks, bonaFide } = attackRates([
      ...times(2, 'print', 'refused'),
      ...times(6, 'print', 'none'),
      ...times(1, null, 'none'),
    ]);
    expect(attacks[0]).toMatchObject({ presentations: 8, nonResponses: 6, rate: 0, bound: 1 });
    expect(attacks[0].nonResponseRate).toBe(0.75);
    expect(bonaFide).toEqual({
      ...{ presentations: 1, nonResponses: 1, errors: 0 },
      ...{ rate: null, interval: null, bound: null, nonResponseRate: 1 },
    });
  });

  it('holds the species that was tried less for the worse of two with one rate', () => {
    const presentations = [...times(20, 'print', 'refused'), ...times(5, 'mask', 'refused')];
    expect(attackRates(presentations).worst?.species).toBe('mask');
    expect(attackRates([...presentations].reverse()).worst?.species).toBe('mask');
  });

  it('says nothing of nothing', () => {
    expect(attackRates([])).toEqual({
      attacks: [],
      worst: null,
      bonaFide: {
        ...{ presentations: 0, nonResponses: 0, errors: 0 },
        ...{ rate: null, interval: null, bound: null, nonResponseRate: null },
      },
    });
    expect(attackRates(times(3, 'print', 'none')).worst).toBeNull();
  });
});
