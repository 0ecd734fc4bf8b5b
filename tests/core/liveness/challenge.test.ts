/** @file Which challenges are drawn, for whom, and that nothing about them can be foreseen or wished for. */
import { describe, expect, it } from 'vitest';
import { observationOf } from '../../../simulator/builders.ts';
import {
  type Challenge,
  type ChallengeAbilities,
  challengeAbilities,
  type ChallengeKind,
  drawChallenge,
} from '../../../src/core/liveness/challenge.ts';
import { headSample } from '../../../src/core/liveness/challenge-motion.ts';
import { createRng } from '../../../src/core/rng/rng.ts';
import { CHAINS } from './simulated-head.ts';

const ALL: ChallengeAbilities = { largest: 2, smallest: 0.5 };
const NO_ROOM: ChallengeAbilities = { largest: 1.1, smallest: 0.95 };

const nameOf = (challenge: Challenge): string => challenge.map(({ kind, goal }) => `${kind} ${goal}`).join();
const kindsOf = (challenge: Challenge | null): readonly ChallengeKind[] =>
  (challenge ?? []).map(({ kind }) => kind);
const isTurn = (kind: ChallengeKind): boolean => kind === 'turnLeft' || kind === 'turnRight';

describe('drawing a challenge', () => {
  it('draws every chain as often as every other, and each has a turn', () => {
    const random = createRng(1);
    const counts = new Map<string, number>();
    const draws = 20_000;
    for (let i = 0; i < draws; i++) {
      const challenge = drawChallenge(ALL, random);
      if (challenge === null) throw new Error('There is something to ask for.');
      expect(kindsOf(challenge).some(isTurn)).toBe(true);
      counts.set(nameOf(challenge), (counts.get(nameOf(challenge)) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(CHAINS.map(nameOf).sort());
    const mean = draws / counts.size;
    for (const count of counts.values()) expect(Math.abs(count / mean - 1)).toBeLessThan(0.25);
  });

  it('asks for a turn whatever was missed, and first for something else', () => {
    const random = createRng(3);
    for (const missed of ['turnLeft', 'lookUp', 'blink'] as const) {
      for (let i = 0; i < 200; i++) {
        const kinds = kindsOf(drawChallenge(NO_ROOM, random, { missed }));
        expect(kinds[0]).not.toBe(missed);
        expect(kinds.some(isTurn)).toBe(true);
      }
    }
  });

  it('asks again for what was missed where nothing else is left', () => {
    const spared: ChallengeKind[] = ['turnLeft', 'turnRight', 'lookUp', 'openMouth'];
    const kinds = kindsOf(drawChallenge(NO_ROOM, createRng(4), { spared, missed: 'blink' }));
    expect(kinds).toEqual(['blink', 'lookDown']);
  });

  it('never asks for what is spared, does without a turn only then, and gives up when too little is left', () => {
    const random = createRng(5);
    const spared: ChallengeKind[] = ['turnLeft', 'turnRight', 'blink'];
    for (let i = 0; i < 300; i++) {
      const kinds = kindsOf(drawChallenge(ALL, random, { spared }));
      expect(kinds).toHaveLength(2);
      for (const kind of spared) expect(kinds).not.toContain(kind);
    }
    expect(drawChallenge(NO_ROOM, random, { spared: [...spared, 'lookUp', 'lookDown'] })).toBeNull();
    // Blinks cannot be told after a lowered chin, but before it.
    const downAndBlink: ChallengeKind[] = ['turnLeft', 'turnRight', 'lookUp', 'openMouth'];
    expect(kindsOf(drawChallenge(NO_ROOM, random, { spared: downAndBlink }))).toEqual(['blink', 'lookDown']);
  });
});

describe('what can be asked of a face', () => {
  const abilities = (faceSizePx: number, interocularPx: number) => {
    const { face, frame } = observationOf(1, 1, { face: { quality: { faceSizePx, interocularPx } } });
    if (!face) throw new Error('The frame should have a face.');
    return challengeAbilities(face, frame);
  };

  it.each([
    ['everything in the middle', 220, 90, [1.2, 1.42, 0.83, 0.7]],
    ['no move back where it is small', 86, 40, [1.2, 1.42]],
    ['a small move closer where it is large', 330, 140, [1.2, 0.83, 0.7]],
    ['no move closer where it fills the picture', 400, 160, [0.83, 0.7]],
  ])('is %s', (_, faceSizePx, interocularPx, goals) => {
    const random = createRng(7);
    const moves = new Set<number>();
    for (let i = 0; i < 1_000; i++) {
      for (const { kind, goal } of drawChallenge(abilities(faceSizePx, interocularPx), random) ?? []) {
        if (kind === 'moveCloser' || kind === 'moveBack') moves.add(goal);
      }
    }
    expect([...moves].sort()).toEqual([...goals].sort());
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
