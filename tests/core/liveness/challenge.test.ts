/** @file Which challenges are drawn, for whom, and that nothing about them can be foreseen or wished for. */
import { describe, expect, it } from 'vitest';
import { observationOf } from '../../../simulator/builders.ts';
import {
  type Challenge,
  type ChallengeAbilities,
  challengeAbilities,
  drawChallenges,
} from '../../../src/core/liveness/challenge.ts';
import { headSample } from '../../../src/core/liveness/challenge-motion.ts';
import { createRng } from '../../../src/core/rng/rng.ts';

const ALL: ChallengeAbilities = { moveCloser: true, moveBack: true };
const NO_ROOM: ChallengeAbilities = { moveCloser: false, moveBack: false };

const nameOf = (challenge: Challenge): string => challenge.map(({ kind, goal }) => `${kind} ${goal}`).join();
const kindsOf = (challenges: readonly Challenge[] | null): string[] =>
  (challenges ?? []).flat().map(({ kind }) => kind);

describe('drawing challenges', () => {
  it('draws every chain about as often as every other', () => {
    const random = createRng(1);
    const counts = new Map<string, number>();
    const draws = 5_000;
    for (let i = 0; i < draws; i++) {
      const [challenge] = drawChallenges(1, ALL, random) ?? [];
      counts.set(nameOf(challenge), (counts.get(nameOf(challenge)) ?? 0) + 1);
    }
    // First: 4 turns, 4 nods, mouth, closer, back. Then whatever is of another kind, but no blink after a lowered chin.
    const chains = 4 * 10 + 2 * 10 + 2 * 9 + 3 * 11;
    expect(counts.size).toBe(chains);
    // The likeliest: a lowered chin leaves 9 gestures to choose from.
    expect(Math.max(...counts.values()) / draws).toBeLessThan(1.7 / (11 * 9));
  });

  it('never asks for a kind twice in an attempt while there are others', () => {
    const random = createRng(3);
    for (let i = 0; i < 500; i++) {
      const kinds = kindsOf(drawChallenges(2, NO_ROOM, random));
      expect(new Set(kinds).size).toBe(4);
    }
  });

  it('repeats kinds rather than ask for less, but never within one challenge', () => {
    const random = createRng(4);
    for (let i = 0; i < 200; i++) {
      const challenges =
        drawChallenges(2, NO_ROOM, random, {
          used: ['turnLeft', 'turnRight', 'lookUp', 'blink', 'openMouth'],
        }) ?? [];
      expect(challenges).toHaveLength(2);
      for (const [first, second] of challenges) expect(first.kind).not.toBe(second.kind);
    }
  });

  it('never asks for what was declined, and gives up when too little is left', () => {
    const random = createRng(5);
    for (let i = 0; i < 300; i++) {
      const kinds = kindsOf(drawChallenges(2, ALL, random, { declined: ['blink', 'lookUp'] }));
      expect(kinds).not.toContain('blink');
      expect(kinds).not.toContain('lookUp');
    }
    expect(
      drawChallenges(1, NO_ROOM, random, {
        declined: ['turnLeft', 'lookUp', 'lookDown', 'blink', 'openMouth'],
      }),
    ).toBeNull();
  });

  it('refuses to draw none', () => {
    expect(() => drawChallenges(0, ALL, createRng(6))).toThrow(RangeError);
  });
});

describe('what can be asked of a face', () => {
  const abilities = (faceSizePx: number, interocularPx: number) => {
    const { face, frame } = observationOf(1, 1, { face: { quality: { faceSizePx, interocularPx } } });
    if (!face) throw new Error('The frame should have a face.');
    return challengeAbilities(face, frame);
  };

  it('depends on the room before and behind it', () => {
    expect(abilities(220, 90)).toEqual(ALL);
    expect(abilities(90, 40)).toEqual({ ...ALL, moveBack: false });
    expect(abilities(400, 160)).toEqual({ ...ALL, moveCloser: false });
  });
});

describe('headSample', () => {
  it('is null for a frame whose blendshapes are no numbers', () => {
    for (const liveness of [{ blink: NaN }, { jawOpen: NaN }]) {
      const { face } = observationOf(1, 1, { face: { liveness } });
      expect(face && headSample(face, 1)).toBeNull();
    }
    const { face } = observationOf(1, 1, {});
    expect(face && headSample(face, 1)).toMatchObject({ blink: 0, mouth: 0 });
  });
});
