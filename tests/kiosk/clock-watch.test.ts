import { afterEach, describe, expect, it, vi } from 'vitest';
import { ClockWatch, steadyWallMs } from '../../src/kiosk/clock-watch.ts';

const HOUR_MS = 3_600_000;

describe('ClockWatch', () => {
  it('sees a clock that is set back while the kiosk runs, until it is right again or somebody accepts it', () => {
    const now = { wallMs: 1e12, steadyMs: 0 };
    const clock = new ClockWatch(() => ({ ...now }));
    expect(clock.trust.trusted).toBe(true);
    now.steadyMs += HOUR_MS;
    now.wallMs -= HOUR_MS;
    expect(clock.trust.trusted).toBe(false);
    now.wallMs += 2 * HOUR_MS;
    expect(clock.trust.trusted).toBe(true);
    now.wallMs -= HOUR_MS;
    expect(clock.trust.trusted).toBe(false);
    clock.accept();
    expect(clock.trust.trusted).toBe(true);
  });
});

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
