/** @file What attackers show and move, as surfaces and pictures: bent paper, a puppet, a face on another's head. */
import { describe, expect, it } from 'vitest';
import { Puppet } from '../../simulator/attack-clip/puppet.ts';
import { type Bend, bent } from '../../simulator/attack-clip/sheet.ts';
import { SwappedPortrait } from '../../simulator/attack-clip/swapped-portrait.ts';
import { SYNTHETIC_PEOPLE } from '../../simulator/synthetic-face.ts';
import type { CutOut } from '../../simulator/synthetic-face/develop.ts';
import { AT_REST, DRAFT, Portrait } from '../../simulator/synthetic-face/portrait.ts';

function distance(bend: Bend, a: readonly [number, number], b: readonly [number, number]): number {
  const [ax, ay, az] = bent(bend, ...a);
  const [bx, by, bz] = bent(bend, ...b);
  return Math.hypot(ax - bx, ay - by, az - bz);
}

/** Mean grey level around a pixel. */
function levelAt({ rgba, width }: CutOut, x: number, y: number): number {
  let sum = 0;
  for (let row = y - 2; row <= y + 2; row += 1) {
    for (let column = x - 2; column <= x + 2; column += 1) {
      const at = (row * width + column) * 4;
      sum += rgba[at] + rgba[at + 1] + rgba[at + 2];
    }
  }
  return sum / 75;
}

describe('bent paper', () => {
  it.each<Bend>([
    { kind: 'flat' },
    { kind: 'rolled', along: 'upright', radiusMm: 60 },
    { kind: 'rolled', along: 'level', radiusMm: 80 },
    { kind: 'folded', along: 'upright', halfDeg: 45 },
  ])('is not stretched: $kind', (bend) => {
    for (const [x, y] of [
      [30, 10],
      [-50, 40],
      [12, -60],
    ] as const) {
      expect(distance(bend, [x, y], [x + 0.1, y])).toBeCloseTo(0.1, 2);
      expect(distance(bend, [x, y], [x, y + 0.1])).toBeCloseTo(0.1, 2);
    }
  });

  it('comes nearer where a thumb pushes', () => {
    const pressed: Bend = { kind: 'pressed', heightMm: 20, widthMm: 20 };
    expect(bent(pressed, 0, 0)[2]).toBe(20);
    expect(bent(pressed, 80, 0)[2]).toBeLessThan(0.1);
  });
});

describe('a puppet', () => {
  const puppet = new Puppet(SYNTHETIC_PEOPLE.a);
  const ahead = puppet.drawCutOut(AT_REST);

  it('moves the nose with a turn, and leaves the shoulders', () => {
    const turned = puppet.drawCutOut({ ...AT_REST, yawDeg: 25 });
    expect(Math.abs(levelAt(turned, 320, 250) - levelAt(ahead, 320, 250))).toBeGreaterThan(3);
    expect(levelAt(turned, 120, 450)).toBeCloseTo(levelAt(ahead, 120, 450), 6);
  });

  it('opens its mouth', () => {
    const gaping = puppet.drawCutOut({ ...AT_REST, mouthOpen: 1 });
    expect(levelAt(gaping, 320, 302)).toBeLessThan(levelAt(ahead, 320, 302) - 40);
  });
});

describe('a swapped face', () => {
  it('is the owner’s in the middle, and the other’s around it', () => {
    const { a: owner, c: other } = SYNTHETIC_PEOPLE;
    const swapped = new SwappedPortrait(other, owner, DRAFT).drawCutOut(AT_REST);
    const face = new Portrait(owner, DRAFT).drawCutOut(AT_REST);
    const { skin, glasses } = owner;
    const head = new Portrait({ ...other, skin, glasses }, DRAFT).drawCutOut(AT_REST);
    expect(levelAt(swapped, 160, 120)).toBeCloseTo(levelAt(face, 160, 120), 6);
    expect(levelAt(swapped, 160, 40)).toBeCloseTo(levelAt(head, 160, 40), 6);
  });
});
