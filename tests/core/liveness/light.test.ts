import { describe, expect, it } from 'vitest';
import { LIGHT_COLOURS, LIGHT_LINEAR } from '../../../src/core/liveness/light-colours.ts';
import {
  drawLightSequence,
  judgeLight,
  type LightFinding,
  type LightSequence,
} from '../../../src/core/liveness/light.ts';
import type { CueState } from '../../../src/core/liveness/types.ts';
import { createRng, type Rng } from '../../../src/core/rng/rng.ts';
import { filmLight, type Scene } from '../../../simulator/tracked-head/lit-face.ts';

const STARTED_MS = 5_000;

const INDOORS: Omit<Scene, 'shown' | 'lagMs'> = {
  ratio: 0.35,
  framesPerSecond: 25,
  noise: 0.005,
  motion: 0.05,
  level: 0.3,
};

function judge(sequence: LightSequence, scene: Scene, rng: Rng): LightFinding {
  const endMs = STARTED_MS + sequence.colours.length * sequence.stepMs + 400;
  return judgeLight(sequence, STARTED_MS, filmLight(scene, STARTED_MS, rng), endMs);
}

/** How often each state comes out of `trials` draws, each with a lag between 60 and 380 ms. */
function share(
  trials: number,
  scene: Partial<Scene>,
  /** What the face shows when `sequence` is on the screen. */
  shownOf: (sequence: LightSequence, rng: Rng) => LightSequence = (sequence) => sequence,
  seed = 7,
): Record<CueState, number> {
  const rng = createRng(seed);
  const counts = { passed: 0, failed: 0, missing: 0, pending: 0 };
  for (let trial = 0; trial < trials; trial += 1) {
    const sequence = drawLightSequence(rng);
    const lagMs = 60 + 320 * rng();
    const { state } = judge(sequence, { ...INDOORS, ...scene, shown: shownOf(sequence, rng), lagMs }, rng);
    counts[state] += 1;
  }
  return {
    passed: counts.passed / trials,
    failed: counts.failed / trials,
    missing: counts.missing / trials,
    pending: counts.pending / trials,
  };
}

describe('drawLightSequence', () => {
  it('draws seven or eight colours, neighbours differing, at most three changes a second', () => {
    const rng = createRng(1);
    const lengths = new Set<number>();
    for (let at = 0; at < 500; at += 1) {
      const { colours, stepMs } = drawLightSequence(rng);
      lengths.add(colours.length);
      expect(1_000 / stepMs).toBeLessThanOrEqual(3);
      colours.slice(1).forEach((colour, index) => {
        expect(colour).not.toBe(colours[index]);
      });
    }
    expect([...lengths].sort()).toEqual([7, 8]);
  });

  it('draws every colour about equally often, in the first place and later', () => {
    const rng = createRng(2);
    const drawn = Array.from({ length: 4_000 }, () => drawLightSequence(rng).colours);
    for (const place of [0, 1, 6]) {
      for (const colour of LIGHT_COLOURS) {
        const times = drawn.filter((colours) => colours[place] === colour).length;
        expect(times / drawn.length).toBeCloseTo(0.25, 1);
      }
    }
  });

  it('has no saturated red (WCAG 2.2: R ⁄ (R + G + B) ≥ 0.8)', () => {
    for (const colour of LIGHT_COLOURS) {
      const [red, green, blue] = LIGHT_LINEAR[colour];
      expect(red / (red + green + blue)).toBeLessThan(0.7);
    }
  });
});

describe('judgeLight on simulated faces', () => {
  // False reject rate by the screen's share of the light; `motion` 0.05 is a head that sways and speaks.
  it.each([
    { ratio: 0.1, trials: 150, least: 0.95 },
    { ratio: 0.35, trials: 300, least: 0.995 },
    { ratio: 1, trials: 100, least: 0.995 },
  ])('passes a living face with a screen of $ratio of the room', ({ ratio, trials, least }) => {
    expect(share(trials, { ratio }).passed).toBeGreaterThanOrEqual(least);
  });

  it('passes it at 12 frames a second too', () => {
    expect(share(50, { framesPerSecond: 12 }).passed).toBeGreaterThanOrEqual(0.97);
  });

  it('takes a replay that shines with a sequence of its own in about 1 of 500 trials', () => {
    const replay = share(700, { ratio: 0.35 }, (_, rng) => drawLightSequence(rng));
    expect(replay.passed).toBeLessThanOrEqual(0.005);
    expect(replay.failed).toBeGreaterThan(0.85);
  });

  it('takes the recorded answer to one earlier sequence no oftener', () => {
    const recorded = drawLightSequence(createRng(99));
    expect(share(700, { ratio: 1, motion: 0 }, () => recorded).passed).toBeLessThanOrEqual(0.005);
  });

  it('cannot tell a quiet replay, or a face in daylight, from one that the screen does not reach', () => {
    expect(share(50, { ratio: 0, motion: 0.005 }).missing).toBe(1);
    expect(share(50, { ratio: 0.02, level: 0.9, motion: 0.01 }).missing).toBe(1);
  });

  it('fails what does not respond in the dark', () => {
    expect(share(50, { ratio: 0, motion: 0.005, level: 0.03 }).failed).toBeGreaterThanOrEqual(0.95);
  });

  it('passes a print, which throws the light back as skin does: other cues must refuse it', () => {
    expect(share(50, { motion: 0.005 }).passed).toBe(1);
  });

  it('does not take the faint reflection of a phone’s glass for a face', () => {
    expect(share(50, { ratio: 0.04, motion: 0.002, noise: 0.002 }).passed).toBe(0);
  });

  it('finds the lag, and says how rare the fit is', () => {
    const rng = createRng(4);
    const sequence = drawLightSequence(rng);
    const { state, correlation, lagMs, falseAcceptRate, suspicion } = judge(
      sequence,
      { ...INDOORS, motion: 0.02, shown: sequence, lagMs: 180 },
      rng,
    );
    expect(state).toBe('passed');
    expect(correlation).toBeGreaterThan(0.9);
    expect(Math.abs((lagMs ?? 0) - 180)).toBeLessThanOrEqual(40);
    expect(falseAcceptRate).toBeLessThanOrEqual(0.01);
    expect(suspicion).toBe(falseAcceptRate);
  });
});

describe('judgeLight', () => {
  const sequence: LightSequence = {
    colours: ['blue', 'amber', 'neutral', 'green', 'amber', 'blue'],
    stepMs: 400,
  };
  const scene: Scene = { ...INDOORS, shown: sequence, lagMs: 150 };

  it('is pending until the last colour has had time to arrive', () => {
    const samples = filmLight(scene, STARTED_MS, createRng(1));
    expect(judgeLight(sequence, STARTED_MS, samples, STARTED_MS + 2_799).state).toBe('pending');
    expect(judgeLight(sequence, STARTED_MS, samples, STARTED_MS + 2_800).state).toBe('passed');
  });

  it('is missing without frames, and when the face was away during one colour', () => {
    expect(judgeLight(sequence, STARTED_MS, [], 10_000)).toEqual({
      state: 'missing',
      suspicion: null,
      correlation: null,
      lagMs: null,
      falseAcceptRate: null,
    });
    const gap = filmLight(scene, STARTED_MS, createRng(1)).filter(
      ({ atMs }) => atMs < STARTED_MS + 900 || atMs > STARTED_MS + 1_700,
    );
    expect(judgeLight(sequence, STARTED_MS, gap, 10_000).state).toBe('missing');
  });

  it('does not mind the order of the samples, nor samples of another time', () => {
    const samples = filmLight(scene, STARTED_MS, createRng(1));
    const other = { atMs: STARTED_MS - 2_000, light: { skin: [1, 0, 0], background: [0, 0, 1] } } as const;
    const finding = judgeLight(sequence, STARTED_MS, [...samples].reverse().concat(other), 10_000);
    expect(finding.correlation).toBeCloseTo(
      judgeLight(sequence, STARTED_MS, samples, 10_000).correlation ?? 0,
      9,
    );
  });

  it('does not take the camera’s exposure or white balance for the screen', () => {
    const still = filmLight({ ...scene, ratio: 0, motion: 0, noise: 0 }, STARTED_MS, createRng(1));
    const balanced = still.map(({ atMs, light }) => {
      const step = Math.floor((atMs - STARTED_MS - 150) / 400);
      const tint = LIGHT_LINEAR[sequence.colours[step] ?? 'neutral'];
      const through = (colour: readonly [number, number, number]) =>
        [0, 1, 2].map((at) => colour[at] * (0.5 + tint[at])) as unknown as typeof colour;
      return { atMs, light: { skin: through(light.skin), background: through(light.background) } };
    });
    expect(judgeLight(sequence, STARTED_MS, balanced, 10_000).state).not.toBe('passed');
  });

  it('refuses a sequence of nothing', () => {
    expect(() => judgeLight({ colours: [], stepMs: 400 }, 0, [], 0)).toThrow(RangeError);
    expect(() => judgeLight({ colours: ['blue'], stepMs: 0 }, 0, [], 0)).toThrow(RangeError);
  });
});
