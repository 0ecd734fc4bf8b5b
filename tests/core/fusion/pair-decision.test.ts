import { describe, expect, it } from 'vitest';
import { decidePair } from '../../../src/core/fusion/pair-decision.ts';

const both = { similarity: 0.4, fake: 0.5 };

describe('decidePair', () => {
  it.each([
    [0.4, 0.49, 'same'],
    [0.39, 0.49, 'different'],
    [0.9, 0.5, 'fake'],
    [-0.2, 1, 'fake'],
  ] as const)('says of similarity %d and fake probability %d: %s', (similarity, fake, decision) => {
    expect(decidePair(similarity, fake, both)).toBe(decision);
  });

  it('goes by the similarity alone where there is no fake detector', () => {
    expect(decidePair(0.4, null, { similarity: 0.4, fake: null })).toBe('same');
    expect(decidePair(NaN, null, { similarity: 0.4, fake: null })).toBe('different');
  });

  it.each([null, NaN, -0.1, 1.1])('does not pass a probe whose fake probability is %s', (fake) => {
    expect(() => decidePair(0.9, fake, both)).toThrow('it is broken');
  });
});
