import { afterEach, expect, it, vi } from 'vitest';
import { steadyWallMs } from '../../src/kiosk/wall-clock.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

it('goes on when somebody sets the clock, back or forward', () => {
  const before = steadyWallMs();
  for (const setTo of [0, before + 86_400_000]) {
    vi.spyOn(Date, 'now').mockReturnValue(setTo);
    expect(steadyWallMs() - before).toBeGreaterThanOrEqual(0);
    expect(steadyWallMs() - before).toBeLessThan(60_000);
  }
});
