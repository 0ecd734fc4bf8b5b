import { describe, expect, it } from 'vitest';
import { hashPin, isPin, PIN_KDF } from '../../../src/storage/keys/pin.ts';
import { workedMs } from '../support.ts';

describe('PIN', () => {
  it('is known by its hash, and no other PIN is', async () => {
    const stored = await hashPin('582914');
    expect(stored).toMatchObject(PIN_KDF.parameters);
    expect(JSON.stringify(stored)).not.toContain('582914');
    expect(await isPin('582914', stored)).toBe(true);
    expect(await isPin('582915', stored)).toBe(false);
    expect(await isPin('5829140', stored)).toBe(false);
  });

  it('has a salt of its own each time', async () => {
    const [one, other] = [await hashPin('582914'), await hashPin('582914')];
    expect(one.salt).not.toBe(other.salt);
    expect(one.hash).not.toBe(other.hash);
  });

  it('is worked on as long where there is none, and never fits', async () => {
    const stored = await hashPin('582914');
    const timeOf = async (work: () => Promise<boolean>): Promise<number> => {
      const times: number[] = [];
      for (let round = 0; round < 5; round += 1) {
        const startMs = workedMs();
        expect(await work()).toBe(false);
        times.push(workedMs() - startMs);
      }
      return Math.min(...times);
    };
    const wrongPinMs = await timeOf(() => isPin('190736', stored));
    const nobodyMs = await timeOf(() => isPin('190736', null));
    // Skipping the hash would take a hundredth; a busy machine is forgiven the rest.
    expect(nobodyMs).toBeGreaterThan(wrongPinMs / 3);
    expect(nobodyMs).toBeLessThan(wrongPinMs * 3);
  });
});
