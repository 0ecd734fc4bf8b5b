/** @file A few seeded attempts of those whom `npm run bench -- attackers` counts by the thousand. */
import { describe, expect, it } from 'vitest';
import { attempt, type Circumstances, type Room } from '../../simulator/attackers/attempt.ts';
import { SPECIES } from '../../simulator/attackers/species.ts';
import { heldFor, PAPERS, toldOf } from '../../simulator/attack-clip/paper.ts';
import type { PolicyName } from '../../src/core/decision/policies.ts';

const FRAME_RATES = [30, 15, 10];
const ROOMS: readonly Room[] = ['dark', 'lit'];

function circumstances(policy: PolicyName, at: number): Circumstances {
  return {
    policy,
    framesPerSecond: FRAME_RATES[at % FRAME_RATES.length],
    room: ROOMS[at % ROOMS.length],
  };
}

function granted(name: string, policy: PolicyName, count: number): number {
  const species = SPECIES.find((one) => one.name === name);
  if (species === undefined) throw new Error(`Nobody is called ${name}.`);
  const verdicts = Array.from({ length: count }, (_, at) => attempt(species, circumstances(policy, at), at));
  return verdicts.filter((verdict) => verdict?.outcome === 'granted').length;
}

describe('at the simulated door', () => {
  it('people are let in who do what an attacker’s program does', () => {
    expect(granted('a person', 'standard', 20)).toBeGreaterThanOrEqual(19);
    expect(granted('a person', 'strict', 6)).toBeGreaterThanOrEqual(5);
  });

  it.each([
    'flat photo',
    'photo rolled to 20 cm',
    'photo folded by 50°',
    'photo pressed out by 2 cm',
    'photo pressed out by 3.5 cm',
    'face change: cut',
    'face change: unseen',
  ])('standard refuses a %s', (name) => {
    expect(granted(name, 'standard', 8)).toBe(0);
  });

  it.each(['puppet fed in', 'puppet on a phone'])(
    'strict refuses a %s, which gives back no light',
    (name) => {
      expect(granted(name, 'strict', 6)).toBe(0);
    },
  );
});

describe('photos on paper', () => {
  it.each(Object.keys(PAPERS) as (keyof typeof PAPERS)[])('are held as far as it takes: %s', (name) => {
    const paper = PAPERS[name];
    const most = paper.toldDeg[paper.toldDeg.length - 1];
    expect(toldOf(paper, heldFor(paper, 5))).toBeCloseTo(5, 9);
    expect(toldOf(paper, heldFor(paper, -5))).toBeCloseTo(-5, 9);
    expect(heldFor(paper, 0)).toBe(0);
    expect(toldOf(paper, heldFor(paper, most + 20))).toBeCloseTo(most, 9);
  });
});
