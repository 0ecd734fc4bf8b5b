/** @file The responder does what it is told, as a person would: after a moment, smoothly, and back again. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/core/rng/rng.ts';
import { Behaviour, NO_PROMPT, type Stance } from '../../simulator/responder/behaviour.ts';
import type { Prompt } from '../../simulator/responder/messages.ts';
import { LIVE, Scene } from '../../simulator/responder/scene.ts';
import { Portrait } from '../../simulator/synthetic-face/portrait.ts';
import { SYNTHETIC_PEOPLE } from '../../simulator/synthetic-face.ts';

const FRAME_MS = 33;

/** Follows a script of prompts, each from its moment on. @returns The stance of every frame. */
function follow(script: readonly (readonly [atMs: number, prompt: Prompt])[], endMs: number): Stance[] {
  const behaviour = new Behaviour(createRng(3));
  const stances: Stance[] = [];
  for (let nowMs = 0; nowMs < endMs; nowMs += FRAME_MS) {
    const prompt = script.filter(([atMs]) => atMs <= nowMs).at(-1)?.[1] ?? NO_PROMPT;
    stances.push(behaviour.stanceAt(nowMs, prompt));
  }
  return stances;
}

const frameAt = (ms: number): number => Math.floor(ms / FRAME_MS);
const act = (kind: string, goal: number): Prompt => ({ kind, goal, stage: 'act' });

describe('Behaviour', () => {
  it('turns to the goal after a human reaction time, without a jump, and comes back', () => {
    const back: Prompt = { kind: 'turnLeft', goal: 27, stage: 'back' };
    const stances = follow(
      [
        [1_000, act('turnLeft', 27)],
        [3_500, back],
      ],
      6_000,
    );
    const yaws = stances.map(({ yawDeg }) => yawDeg);
    expect(Math.max(...yaws.slice(0, frameAt(1_300)))).toBe(0);
    expect(yaws[frameAt(3_400)]).toBeGreaterThan(27);
    expect(yaws[frameAt(3_400)]).toBeLessThan(30);
    expect(yaws.at(-1)).toBe(0);
    for (let at = 1; at < yaws.length; at += 1) expect(Math.abs(yaws[at] - yaws[at - 1])).toBeLessThan(4);
  });

  it('does nothing while it is told to hold still', () => {
    const hold: Prompt = { kind: 'turnLeft', goal: 27, stage: 'hold' };
    const stances = follow([[0, hold]], 2_000);
    expect(stances.every(({ yawDeg, pitchDeg, size }) => yawDeg === 0 && pitchDeg === 0 && size === 1)).toBe(
      true,
    );
  });

  it('holds the first gesture of a chain while it does the second, and forgets it once it is over', () => {
    const stances = follow(
      [
        [0, act('turnRight', 15)],
        [2_000, act('openMouth', 0.5)],
        [4_000, { kind: 'openMouth', goal: 0.5, stage: 'back' }],
        [6_000, act('lookUp', 12)],
      ],
      8_000,
    );
    expect(stances[frameAt(3_900)]).toMatchObject({ mouthOpen: 0.9 });
    expect(stances[frameAt(3_900)].yawDeg).toBeLessThan(-15);
    expect(stances[frameAt(5_900)]).toMatchObject({ yawDeg: 0, mouthOpen: 0 });
    expect(stances.at(-1)!.yawDeg).toBe(0);
    expect(stances.at(-1)!.pitchDeg).toBeGreaterThan(12);
  });

  it('takes one pose of an enrolment after the other', () => {
    const pose = (kind: string): Prompt => ({ kind, goal: 16, stage: 'pose' });
    const stances = follow(
      [
        [0, pose('turnLeft')],
        [2_000, pose('lookUp')],
      ],
      4_000,
    );
    expect(stances[frameAt(1_900)].yawDeg).toBeGreaterThan(16);
    expect(stances.at(-1)).toMatchObject({ yawDeg: 0 });
    expect(stances.at(-1)!.pitchDeg).toBeGreaterThan(16);
  });

  it.each([2, 3])('blinks %i times when asked to, and not once more', (times) => {
    const stances = follow([[0, act('blink', times)]], 6_000);
    const shut = stances.map(({ eyesOpen }) => eyesOpen < 0.3);
    expect(shut.filter((now, at) => now && !shut[at - 1])).toHaveLength(times);
  });

  it('blinks by itself now and then', () => {
    const stances = follow([], 20_000);
    const shut = stances.map(({ eyesOpen }) => eyesOpen < 0.5);
    const blinks = shut.filter((now, at) => now && !shut[at - 1]).length;
    expect(blinks).toBeGreaterThanOrEqual(3);
    expect(blinks).toBeLessThanOrEqual(8);
  });
});

describe('Scene', () => {
  const scene = new Scene(new Portrait(SYNTHETIC_PEOPLE.b, LIVE));
  const stance = follow([], 10)[0];
  const random = createRng(1);
  const plain = scene.frame(stance, 0, null, random);
  const at = (x: number, y: number): number => (y * 640 + x) * 4;
  const meanOf = (frame: Uint8ClampedArray, x: number, y: number, channel: number): number => {
    let sum = 0;
    for (let dy = 0; dy < 8; dy += 1) {
      for (let dx = 0; dx < 8; dx += 1) sum += frame[at(x + dx, y + dy) + channel];
    }
    return sum / 64;
  };
  const [cheek, wall] = [
    [350, 265],
    [60, 60],
  ] as const;

  it('is another picture in every frame, also of somebody who stands still', () => {
    const again = scene.frame(stance, 0, null, random);
    const differing = again.filter((value, index) => value !== plain[index]).length;
    expect(differing).toBeGreaterThan(again.length / 2);
  });

  it('throws the screen’s light back from the face and not from the wall', () => {
    const blue = scene.frame(stance, 0, [0.107, 0.262, 1], random);
    const gain = ([x, y]: readonly [number, number], channel: number): number =>
      meanOf(blue, x, y, channel) / meanOf(plain, x, y, channel);
    expect(gain(cheek, 2) / gain(cheek, 0)).toBeGreaterThan(1.05);
    expect(gain(wall, 2) / gain(wall, 0)).toBeCloseTo(1, 1);
  });

  it('shows a person at twice the distance half as large', () => {
    const widthAt = (distanceMm: number): number => {
      const far = new Scene(new Portrait(SYNTHETIC_PEOPLE.b, LIVE), distanceMm);
      const person = far.frame(stance, 0, null, random);
      const nobody = far.frame(null, 0, null, random);
      // Across the face, a little below the camera's height: where the wall is not seen.
      const covered = Array.from({ length: 640 }, (_, x) => x).filter((x) => {
        const [seen, behind] = [person, nobody].map((frame) => frame.subarray(at(x, 217), at(x, 217) + 3));
        return Math.max(...seen.map((value, channel) => Math.abs(value - behind[channel]))) > 25;
      });
      return covered.at(-1)! - covered[0];
    };
    const [near, far] = [widthAt(700), widthAt(1_400)];
    expect(near).toBeGreaterThan(150);
    expect(near / far).toBeGreaterThan(1.85);
    expect(near / far).toBeLessThan(2.15);
  });
});
