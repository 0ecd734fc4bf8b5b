/** @file Twenty doors among which hub, doors and links break: nothing is missing, nothing is there twice. */
import { describe, expect, it } from 'vitest';
import { findNats } from '../../scripts/lib/hub/find-nats.ts';
import { runChaos } from '../../simulator/fleet/chaos.ts';

describe.skipIf(findNats() === null)('twenty doors', () => {
  it('have everybody and have told everything, whatever broke meanwhile', async () => {
    const result = await runChaos({ doors: 20, hubKills: 2, doorKills: 10, changes: 20, seconds: 0 });
    expect(result).toMatchObject({
      missing: 0,
      twice: 0,
      disordered: 0,
      digests: 1,
      wrongDoors: 0,
      failures: [],
    });
    expect(result.hubKills).toBeGreaterThanOrEqual(2);
    expect(result.doorKills).toBeGreaterThanOrEqual(10);
    expect(result.people).toBeGreaterThan(0);
    expect(result.events).toBeGreaterThan(100);
  });
});
