/** @file Pairs of a bona fide presentation and a simulated attack. */
import { describe, expect, it } from 'vitest';
import { scaledTemplate } from '../../../src/core/align/template.ts';
import { createRng } from '../../../src/core/rng/rng.ts';
import { attackKindOf, attackPath } from '../../../training/attacks/attack-path.ts';
import { photographPair } from '../../../training/attacks/photograph.ts';
import type { PhotographedPair } from '../../../training/attacks/photograph.ts';
import { prepareSource } from '../../../training/attacks/source.ts';
import { BORDERLESS, drawFrame, grow, insideFrame } from '../../../training/attacks/sheet.ts';
import type { Picture } from '../../../training/image/picture.ts';
import { schematicFace, SIZE } from '../fakes/schematic-face.ts';

const MARGIN = 24 / 112;
const template = scaledTemplate(SIZE, { template: 'arcface-112', margin: MARGIN });

const meanDifference = (first: Picture, second: Picture): number =>
  first.data.reduce((sum, value, at) => sum + Math.abs(value - second.data[at]), 0) / first.data.length;

describe('photographPair', () => {
  const made: Promise<PhotographedPair[]> = Promise.all(
    Array.from({ length: 12 }, (_, seed) => photographPair(schematicFace(), MARGIN, createRng(seed))),
  );

  it('aligns both as packed crops are, whatever the tilt', async () => {
    for (const { bonaFide, attack } of await made) {
      for (const picture of [bonaFide, attack.picture]) {
        expect([picture.width, picture.height, picture.data.length]).toEqual([SIZE, SIZE, SIZE * SIZE * 4]);
        const off = picture.points.map(({ x, y }, at) => Math.hypot(x - template[at].x, y - template[at].y));
        expect(Math.max(...off)).toBeLessThan(8);
        expect(picture.data.every((value, at) => at % 4 !== 3 || value === 255)).toBe(true);
        expect(picture.landmarks).toHaveLength(478 * 2);
      }
    }
  });

  it('makes both species, with and without borders', async () => {
    const attacks = (await made).map(({ attack }) => attack);
    expect(new Set(attacks.map(({ species }) => species))).toEqual(new Set(['print', 'screen']));
    expect(new Set(attacks.map(({ borderless }) => borderless))).toEqual(new Set([true, false]));
  });

  it('changes the attack more than its bona fide image, which a camera took as well', async () => {
    const source = schematicFace();
    for (const { bonaFide, attack } of await made) {
      expect(meanDifference(bonaFide, source)).toBeGreaterThan(0.5);
      expect(meanDifference(attack.picture, bonaFide)).toBeGreaterThan(0.5);
    }
  });

  it('gives the same pair for the same seed', async () => {
    const [again] = [await photographPair(schematicFace(), MARGIN, createRng(3))];
    const before = (await made)[3];
    expect(again.attack.picture.data).toEqual(before.attack.picture.data);
    expect(again.bonaFide.data).toEqual(before.bonaFide.data);
    expect(again.attack.species).toBe(before.attack.species);
  });
});

describe('prepareSource', () => {
  it('leaves no black about a tight picture', () => {
    const face = schematicFace();
    const data = face.data.slice();
    for (let pixel = 0; pixel < SIZE * SIZE; pixel += 1) {
      const [x, y] = [pixel % SIZE, Math.floor(pixel / SIZE)];
      if (Math.max(Math.abs(x - 80), Math.abs(y - 80)) >= 45) data.fill(0, pixel * 4, pixel * 4 + 3);
    }
    for (let seed = 0; seed < 6; seed += 1) {
      const { data: filled } = prepareSource({ ...face, data }, createRng(seed));
      const dark = Array.from(
        { length: SIZE },
        (_, at) => filled[at * 4] + filled[at * 4 + 1] + filled[at * 4 + 2],
      );
      expect(dark.filter((sum) => sum < 9)).toHaveLength(0);
    }
  });
});

describe('frames', () => {
  it('measure how far inside a place is, corners rounded', () => {
    const frame = { left: 10, top: 20, right: 110, bottom: 120, radiusPx: 10 };
    expect(insideFrame(frame, 60, 25)).toBeCloseTo(5, 9);
    expect(insideFrame(frame, 5, 70)).toBeCloseTo(-5, 9);
    // The corner's centre is (20, 30): its own distance from the edge is the radius.
    expect(insideFrame(frame, 20, 30)).toBeCloseTo(10, 9);
    expect(insideFrame(frame, 10, 20)).toBeCloseTo(10 - Math.hypot(10, 10), 9);
    expect(insideFrame(grow(frame, 3), 60, 17)).toBeCloseTo(0, 9);
    expect(insideFrame(BORDERLESS, 0, 0)).toBeGreaterThan(1000);
  });

  it('show one side at least, and never cut into the features', () => {
    const face = schematicFace();
    const rng = createRng(5);
    for (let draw = 0; draw < 100; draw += 1) {
      const frame = drawFrame(face, SIZE, 0, rng);
      const { left, top, right, bottom } = frame;
      expect([left, top, SIZE - right, SIZE - bottom].some((edge) => edge > 0)).toBe(true);
      for (const { x, y } of face.points) expect(insideFrame(frame, x, y)).toBeGreaterThan(5);
    }
  });
});

describe('attackPath', () => {
  it('is read back', () => {
    const path = attackPath('as is/as print, x.jpg', {
      species: 'screen',
      borderless: true,
      moireContrast: 0.3,
    });
    expect(attackKindOf(path)).toEqual({ species: 'screen', borderless: true, moire: true });
    const plain = attackPath('a.jpg', { species: 'print', borderless: false, moireContrast: 0 });
    expect(attackKindOf(plain)).toEqual({ species: 'print', borderless: false, moire: false });
    expect(attackKindOf('as is/as print, x.jpg')).toBeNull();
  });
});
