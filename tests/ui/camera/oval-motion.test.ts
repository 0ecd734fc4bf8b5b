/** @file How the oval moves: soon there, never beyond, and seldom where motion is to be reduced. */
import { describe, expect, it } from 'vitest';
import { atRest, glide, isMoving, leap } from '../../../src/ui/camera/oval-motion.ts';

const HERE = { x: 100, y: 100, radiusX: 50, radiusY: 65 };
const THERE = { x: 200, y: 40, radiusX: 80, radiusY: 104 };

function glideFor(ms: number, stepMs: number) {
  let motion = atRest(HERE, 0);
  const xs: number[] = [];
  for (let atMs = stepMs; atMs <= ms; atMs += stepMs) {
    motion = glide(motion, THERE, atMs);
    xs.push(motion.oval.x);
  }
  return { motion, xs };
}

describe('glide', () => {
  it('has gone nine tenths of the way after 150 ms, at any frame rate', () => {
    expect(glideFor(150, 10).motion.oval.x).toBeCloseTo(190, 0);
    expect(glideFor(150, 5).motion.oval.x).toBeCloseTo(190, 0);
  });

  it('never goes back and never beyond, and then rests exactly there', () => {
    const { motion, xs } = glideFor(1_000, 16);
    for (let i = 1; i < xs.length; i++) expect(xs[i]).toBeGreaterThanOrEqual(xs[i - 1]);
    expect(Math.max(...xs)).toBe(200);
    expect(motion.oval).toEqual(THERE);
    expect(isMoving(motion)).toBe(false);
  });

  it('begins gently after a long rest', () => {
    const motion = glide(atRest(HERE, 0), THERE, 60_000);
    expect(motion.oval.x).toBeLessThan(110);
    expect(isMoving(motion)).toBe(true);
  });

  it('keeps its speed when the target moves on', () => {
    const before = glideFor(60, 10).motion;
    const after = glide(before, { ...THERE, x: 300 }, 61);
    expect(after.oval.x - before.oval.x).toBeCloseTo(before.velocity.x * 0.001, 0);
  });

  it('stands still where no time has passed', () => {
    expect(glide(atRest(HERE, 5), THERE, 5).oval).toEqual(HERE);
  });
});

describe('leap', () => {
  it('stays for a small difference, however long it lasts', () => {
    const motion = atRest(HERE, 0);
    // 8 % of a height of 130 is 10.4.
    expect(leap(motion, { ...HERE, x: 110 }, 60_000)).toBe(motion);
  });

  it('jumps for a large one, but not twice in 600 ms', () => {
    const jumped = leap(atRest(HERE, 0), THERE, 700);
    expect(jumped.oval).toEqual(THERE);
    expect(isMoving(jumped)).toBe(false);
    expect(leap(jumped, HERE, 1_299)).toBe(jumped);
    expect(leap(jumped, HERE, 1_300).oval).toEqual(HERE);
  });
});
