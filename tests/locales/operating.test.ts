import { describe, expect, it } from 'vitest';
import { operatingText } from '../../src/locales/operating.ts';

const MEASURED = {
  fpir: 1e-3,
  fpirInterval: [1 / 1_700, 1 / 600],
  fnmr: 0.0483,
  fnmrInterval: [0.0447, 0.052],
  evidence: { kind: 'pairs', strangers: 180_000, enrolled: 13_222 },
  reachesTarget: true,
} as const;

describe('operatingText', () => {
  it('says the rates as one in so many, with their intervals and evidence', () => {
    expect(operatingText(MEASURED, 'en')).toBe(
      'About 1 in 1,000 strangers would be mistaken for somebody enrolled (95 % interval: 1 in 1,700 to 1 in 600). ' +
        'About 4.8% of enrolled people are refused at the first look (4.5% to 5.2%). ' +
        'Measured on 180,000 pairs of different and 13,222 of the same people.',
    );
  });

  it('says what galleries the rates were measured in', () => {
    const evidence = { kind: 'galleries', strangers: 18_432, enrolled: 12_000 } as const;
    expect(operatingText({ ...MEASURED, evidence }, 'en')).toContain(
      'Measured with 18,432 images of strangers and 12,000 of people enrolled, in galleries of people.',
    );
  });

  it('promises no interval where nothing was measured', () => {
    const text = operatingText({ ...MEASURED, fpirInterval: null, fnmrInterval: null }, 'en');
    expect(text).toContain('never measured at this strictness');
    expect(text).toContain('At least 4.8%');
    expect(text).not.toContain('interval');
  });

  it('says when the model cannot reach what the policy wants, and when no error was seen', () => {
    const missed = { ...MEASURED, fpirInterval: null, fnmrInterval: null, reachesTarget: false };
    expect(operatingText(missed, 'en')).toContain('more than this policy wants');
    expect(operatingText({ ...MEASURED, fpirInterval: [0, 1 / 600] }, 'en')).toContain('at most 1 in 600');
  });
});
