/** @file The screen as a lamp: it lights a dark face, does not go out by its own light, and never flashes. */
import { describe, expect, it } from 'vitest';
import { followLamp, LAMP_OFF, type Lamp } from '../../../src/core/quality/lamp.ts';

const EVERY_MS = 33;

/** Frames of one luminance. */
class Room {
  lamp: Lamp = LAMP_OFF;
  switchedMs: number[] = [];
  nowMs = 0;

  /** @param exposure - Of the face; a function is told whether the lamp is on. */
  shows(exposure: number | null | ((lit: boolean) => number), forMs: number): this {
    for (const endMs = this.nowMs + forMs; this.nowMs < endMs; this.nowMs += EVERY_MS) {
      const { on } = this.lamp;
      this.lamp = followLamp(this.lamp, typeof exposure === 'function' ? exposure(on) : exposure, this.nowMs);
      if (this.lamp.on !== on) this.switchedMs.push(this.nowMs);
    }
    return this;
  }
}

const dark = () => new Room().shows(12, 1_000);

describe('the lamp', () => {
  it('lights a face that is dark for a while, and none that is dark for a moment, light or absent', () => {
    expect(dark().lamp.on).toBe(true);
    expect(new Room().shows(12, 500).shows(90, 500).shows(12, 500).lamp.on).toBe(false);
    expect(new Room().shows(60, 10_000).lamp.on).toBe(false);
    expect(new Room().shows(null, 10_000).lamp.on).toBe(false);
  });

  it('stays on however bright it makes the face by itself', () => {
    const room = new Room().shows((lit) => (lit ? 95 : 12), 60_000);
    expect(room.lamp.on).toBe(true);
    expect(room.switchedMs).toHaveLength(1);
  });

  it('goes out when there is other light for a while, and not for a flash of it', () => {
    const lit = dark().shows(50, 4_000);
    expect(lit.shows(150, 1_000).shows(50, 1_000).lamp.on).toBe(true);
    expect(lit.shows(150, 3_100).lamp.on).toBe(false);
  });

  it('goes out when nobody has been there for a while', () => {
    expect(dark().shows(null, 7_000).lamp.on).toBe(true);
    expect(dark().shows(null, 8_100).lamp.on).toBe(false);
  });

  it('changes at most once in three seconds, whatever the light does', () => {
    for (const periodMs of [100, 700, 1_500, 3_000, 5_000]) {
      const room = new Room();
      for (let round = 0; round < 60_000 / periodMs; round++) {
        room.shows(round % 2 === 0 ? 5 : 230, periodMs);
      }
      const gapsMs = room.switchedMs.slice(1).map((ms, index) => ms - room.switchedMs[index]);
      expect(Math.min(...gapsMs, Infinity)).toBeGreaterThanOrEqual(3_000);
    }
  });
});
