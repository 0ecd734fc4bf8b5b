import { describe, expect, it } from 'vitest';
import { ClockWatch } from '../../src/kiosk/clock-watch.ts';

const HOUR_MS = 3_600_000;

describe('ClockWatch', () => {
  it('sees a clock that is set back while the kiosk runs, until it is right again or somebody accepts it', () => {
    const now = { wallMs: 1e12, monotonicMs: 0 };
    const clock = new ClockWatch(() => ({ ...now }));
    expect(clock.setBack).toBe(false);
    now.monotonicMs += HOUR_MS;
    now.wallMs -= HOUR_MS;
    expect(clock.setBack).toBe(true);
    now.wallMs += 2 * HOUR_MS;
    expect(clock.setBack).toBe(false);
    now.wallMs -= HOUR_MS;
    expect(clock.setBack).toBe(true);
    clock.accept();
    expect(clock.setBack).toBe(false);
  });
});
