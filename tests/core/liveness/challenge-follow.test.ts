/** @file One challenge, answered rightly and in every wrong way. */
import { describe, expect, it } from 'vitest';
import type { Challenge } from '../../../src/core/liveness/challenge.ts';
import {
  type ChallengeHold,
  followHold,
  holdProgress,
  startHold,
} from '../../../src/core/liveness/challenge-hold.ts';
import {
  challengeDueMs,
  challengeProgress,
  type ChallengeRun,
  type ChallengeStep,
  followChallenge,
  gestureOf,
  startChallenge,
} from '../../../src/core/liveness/challenge-follow.ts';
import type { HeadSample } from '../../../src/core/liveness/challenge-motion.ts';
import { createRng } from '../../../src/core/rng/rng.ts';

const EVERY_MS = 80;
const TURN_THEN_MOUTH: Challenge = [
  { kind: 'turnLeft', goal: 16 },
  { kind: 'openMouth', goal: 0.5 },
];

type Pose = Partial<Pick<HeadSample, 'yawDeg' | 'pitchDeg' | 'eyesPx' | 'mouth' | 'blink'>>;

/** Feeds poses, one every 80 ms, until the challenge is over. */
class Answer {
  run: ChallengeRun | null = null;
  over: ChallengeStep | null = null;
  nowMs = 0;
  /** By how much frames come later than usual. */
  slackMs = 0;
  turnSeen = true;
  private readonly _random = createRng(9);
  private _hold: ChallengeHold = startHold(this._random);

  constructor(private readonly _challenge: Challenge) {}

  get stage(): string {
    if (this.over) return this.over.kind;
    return this.run === null ? 'hold' : `${this.run.stage} ${gestureOf(this.run).kind}`;
  }
  get progress(): number {
    return this.run === null ? NaN : challengeProgress(this.run);
  }
  get failure(): string | null {
    return this.over?.kind === 'failed' ? this.over.failure : null;
  }

  show(pose: Pose, frames = 1, ready = true): this {
    for (let i = 0; i < frames && this.over === null; i++) {
      this.nowMs += EVERY_MS + this.slackMs;
      const sample = { yawDeg: 0, pitchDeg: 0, eyesPx: 90, mouth: 0, blink: 0.1, ...pose, atMs: this.nowMs };
      const { slackMs, turnSeen } = this;
      const frame = { sample, latencyMs: 40, slackMs, turnSeen, random: this._random };
      if (this.run === null) {
        const step = followHold(this._hold, sample, ready, this._random);
        if (step.kind === 'going') this._hold = step.hold;
        else if (step.kind === 'held') this.run = startChallenge(this._challenge, step.rest, frame);
        else this.over = { kind: 'failed', failure: 'tooEarly' };
      } else {
        const step = followChallenge(this.run, frame);
        if (step.kind === 'going') this.run = step.run;
        else this.over = step;
      }
    }
    return this;
  }

  /** Holds `pose` until the stage is another, as long as it takes. */
  until(stage: string, pose: Pose): this {
    for (let i = 0; i < 40 && this.stage !== stage && this.over === null; i++) this.show(pose);
    expect(this.stage).toBe(stage);
    return this;
  }

  /** Moves evenly in `frames` frames. */
  move(from: Pose, to: Pose, frames: number): this {
    for (let i = 1; i <= frames; i++) {
      const mix = (key: keyof Pose): Pose => {
        const [a, b] = [from[key], to[key]];
        return typeof a === 'number' && typeof b === 'number' ? { [key]: a + ((b - a) * i) / frames } : {};
      };
      this.show({ ...mix('yawDeg'), ...mix('pitchDeg'), ...mix('mouth'), ...mix('eyesPx') });
    }
    return this;
  }
}

const asked = () => new Answer(TURN_THEN_MOUTH).until('act turnLeft', {});
const atLeft = () =>
  asked().show({}, 4).move({ yawDeg: 0 }, { yawDeg: 16 }, 5).until('act openMouth', { yawDeg: 16 });
const atMouth = () => atLeft().show({ yawDeg: 16 }, 4).until('back openMouth', { yawDeg: 4, mouth: 0.5 });

describe('a challenge', () => {
  it('is answered by a turn, an opened mouth and a straight look', () => {
    const answer = atMouth().show({ mouth: 0.5 }, 4).show({ mouth: 0.1 }, 2);
    expect(answer.over).toEqual({ kind: 'done' });
  });

  it('holds for 0.2 to 0.5 s, another time each time', () => {
    const random = createRng(4);
    const holds = Array.from({ length: 200 }, () => startHold(random).holdMs);
    expect(Math.min(...holds)).toBeGreaterThanOrEqual(200);
    expect(Math.min(...holds)).toBeLessThan(220);
    expect(Math.max(...holds)).toBeGreaterThan(480);
    expect(Math.max(...holds)).toBeLessThan(500);
  });

  it('prompts nobody before it may', () => {
    const answer = new Answer(TURN_THEN_MOUTH).show({}, 40, false);
    expect(answer.stage).toBe('hold');
    expect(answer.show({}).stage).toBe('act turnLeft');
  });

  it('begins the hold anew when the head moves, and fails the third gesture in it', () => {
    const answer = new Answer(TURN_THEN_MOUTH);
    for (let i = 0; i < 2; i++) answer.show({}, 3).show({ yawDeg: 13 });
    expect(answer.stage).toBe('hold');
    answer.show({}, 3).show({ yawDeg: 13 });
    expect(answer.failure).toBe('tooEarly');
  });

  it('keeps a lowered head waiting for longer, since it may come up', () => {
    const promptedAtMs = (pose: Pose): number =>
      new Answer(TURN_THEN_MOUTH).until('act turnLeft', pose).nowMs;
    const levelMs = promptedAtMs({});
    for (const pose of [{ pitchDeg: -11 }, { pitchDeg: 18 }, { yawDeg: 13 }]) {
      expect(promptedAtMs(pose)).toBe(levelMs);
    }
    const laterMs = promptedAtMs({ pitchDeg: -13 }) - levelMs;
    expect(laterMs).toBeGreaterThan(1_200 - EVERY_MS);
    expect(laterMs).toBeLessThan(1_200 + EVERY_MS);
  });

  it('fills the ring of the wait up to the prompt, lowered or not', () => {
    for (const pitchDeg of [0, -18]) {
      const sample = { yawDeg: 0, pitchDeg, eyesPx: 90, mouth: 0, blink: 0.1 };
      let hold = startHold(() => 0.5);
      const seen: number[] = [];
      for (let atMs = 0; ; atMs += EVERY_MS) {
        const step = followHold(hold, { ...sample, atMs }, true, () => 0.5);
        if (step.kind !== 'going') break;
        hold = step.hold;
        seen.push(holdProgress(hold));
      }
      expect(seen.at(-1)).toBeGreaterThan(0.7);
      expect(seen.at(-1)).toBeLessThan(1);
    }
  });

  it('prompts a head that is as low as it may before a camera of 60 frames a second', () => {
    const sample = { yawDeg: 0, pitchDeg: -20, eyesPx: 90, mouth: 0, blink: 0.1 };
    let hold = startHold(() => 1);
    for (let atMs = 0; atMs < 4_000; atMs += 1_000 / 60) {
      const step = followHold(hold, { ...sample, atMs }, true, () => 1);
      if (step.kind !== 'going') return;
      hold = step.hold;
    }
    expect.unreachable('No prompt came within four seconds.');
  });

  it('bears any number of small shifts in the hold', () => {
    const answer = new Answer(TURN_THEN_MOUTH);
    for (let i = 0; i < 8; i++) answer.show({ yawDeg: i % 2 ? 5 : 0 }, 3);
    expect(answer.over).toBeNull();
  });

  it('fills its ring on the way to the goal', () => {
    const answer = asked().show({}, 4);
    expect(answer.progress).toBeCloseTo(0, 6);
    answer.show({ yawDeg: 3.2 }).show({ yawDeg: 6.4 });
    expect(answer.progress).toBeCloseTo(0.5, 6);
    answer.show({ yawDeg: 10 }).show({ yawDeg: 14 });
    expect(answer.progress).toBe(1);
  });

  it('counts blinks', () => {
    const blink = (answer: Answer): Answer => answer.show({ blink: 0.8 }, 2).show({ blink: 0.1 }, 2);
    const turned = (): Answer =>
      new Answer([
        { kind: 'turnRight', goal: 16 },
        { kind: 'blink', goal: 2 },
      ])
        .until('act turnRight', {})
        .show({}, 4)
        .move({ yawDeg: 0 }, { yawDeg: -16 }, 5)
        .until('act blink', { yawDeg: -16 })
        .show({ yawDeg: -16 }, 2)
        .show({ yawDeg: -8 })
        .show({}, 2);
    expect(blink(blink(turned())).show({}, 6).over).toEqual({ kind: 'done' });
    expect(turned().show({}, 45).failure).toBe('tooSlow');
    expect(blink(turned()).show({}, 45).failure).toBe('tooSlow');
  });
});

describe('a challenge is failed', () => {
  it('by moving before the prompt could be read', () => {
    expect(asked().show({ yawDeg: 8 }).failure).toBe('tooEarly');
  });

  it('not by going a little past a goal that was reached', () => {
    const past = asked().show({}, 4).move({ yawDeg: 0 }, { yawDeg: 16 }, 5).show({ yawDeg: 24 }, 2);
    expect(past.failure).toBeNull();
  });

  it('by leaving the first goal before the second prompt, or right with it', () => {
    const early = asked().show({}, 4).move({ yawDeg: 0 }, { yawDeg: 16 }, 5);
    expect(early.show({ yawDeg: 6 }).failure).toBe('tooEarly');
    expect(atLeft().show({ yawDeg: 6 }).failure).toBe('tooEarly');
  });

  it('by coming back before the last prompt could be read', () => {
    expect(atMouth().show({ mouth: 0 }).failure).toBe('tooEarly');
  });

  it('by beginning later than two seconds, or never arriving', () => {
    expect(asked().show({}, 24).over).toBeNull();
    expect(asked().show({}, 27).failure).toBe('tooSlow');
    expect(asked().show({}, 4).show({ yawDeg: 4 }).show({ yawDeg: 8 }, 50).failure).toBe('tooSlow');
  });

  it('by not coming back', () => {
    expect(atMouth().show({ mouth: 0.5 }, 30).failure).toBe('tooSlow');
    expect(atMouth().show({ mouth: 0.5 }, 4).show({ mouth: 0.25 }, 60).failure).toBe('tooSlow');
  });

  it.each<[string, Pose]>([
    ['to the other side', { yawDeg: -14 }],
    ['much further than asked', { yawDeg: 34 }],
    ['with a nod', { pitchDeg: 15 }],
    ['with an open mouth', { mouth: 0.5 }],
    ['closer', { eyesPx: 112 }],
  ])('by a move %s', (_, pose) => {
    const straight: Pose = { yawDeg: 0, pitchDeg: 0, mouth: 0, eyesPx: 90 };
    const answer = asked()
      .show({}, 4)
      .move(straight, { ...straight, ...pose }, 6)
      .show(pose, 2);
    expect(answer.failure).toBe('wrongMove');
  });

  it('by a cut from one frame to the next', () => {
    expect(asked().show({}, 4).show({ yawDeg: 19 }).failure).toBe('jumped');
    // Slow enough for a head, but never seen on its way.
    expect(asked().show({}, 4).show({ yawDeg: 16 }).failure).toBe('jumped');
    const slowCamera = asked().show({}, 4);
    slowCamera.nowMs += 60;
    expect(slowCamera.show({ yawDeg: 16 }).failure).toBe('unseen');
  });

  it('by a gap without a face', () => {
    const answer = asked().show({}, 4);
    answer.nowMs += 700;
    expect(answer.show({}).failure).toBe('left');
  });

  it('by the same head in another place of the picture', () => {
    expect(asked().show({}, 4).show({ eyesPx: 120 }).failure).toBe('jumped');
  });
});

describe('on a slow device, a person', () => {
  const TURNS: Challenge = [
    { kind: 'turnLeft', goal: 16 },
    { kind: 'lookUp', goal: 12 },
  ];
  const slow = (): Answer => {
    const answer = new Answer(TURNS);
    answer.slackMs = 120;
    return answer.until('act turnLeft', {});
  };

  it('has the time that the frames take to begin, to arrive and to come back', () => {
    // Two seconds are 10 of these frames.
    expect(slow().show({}, 11).over).toBeNull();
    expect(slow().show({}, 14).failure).toBe('tooSlow');
  });

  it('may turn so fast that no frame shows the way, once', () => {
    const once = slow().show({}, 3).until('act lookUp', { yawDeg: 16 });
    const seen = once.show({ yawDeg: 16 }, 3).show({ yawDeg: 16, pitchDeg: 6 });
    expect(seen.until('back lookUp', { yawDeg: 4, pitchDeg: 12 }).failure).toBeNull();
    const twice = slow().show({}, 3).until('act lookUp', { yawDeg: 16 });
    expect(twice.show({ yawDeg: 16 }, 3).show({ yawDeg: 16, pitchDeg: 12 }).failure).toBe('unseen');
  });

  it('holds a turn until enough frames have told whose face it is, and not for ever', () => {
    const held = slow();
    held.turnSeen = false;
    held.show({}, 3).show({ yawDeg: 16 }, 10);
    expect([held.stage, held.progress]).toEqual(['act turnLeft', 1]);
    const patient = slow();
    patient.turnSeen = false;
    expect(patient.show({}, 3).show({ yawDeg: 16 }, 20).failure).toBe('unseen');
    held.turnSeen = true;
    expect(held.show({ yawDeg: 16 }).stage).toBe('act lookUp');
  });
});

describe('blinks', () => {
  const BLINKS: Challenge = [
    { kind: 'blink', goal: 2 },
    { kind: 'turnLeft', goal: 16 },
  ];
  const blinked = (): Answer => {
    const answer = new Answer(BLINKS).until('act blink', {}).show({}, 3);
    return answer.show({ blink: 0.8 }).show({}).show({ blink: 0.8 }).until('act turnLeft', {});
  };

  it('are no answer when the eyes go on to blink before anybody could see that it was enough', () => {
    expect(blinked().show({ blink: 0.8 }).failure).toBe('wrongMove');
  });

  it('may come by themselves later', () => {
    expect(blinked().show({}, 4).show({ blink: 0.8 }).show({}).failure).toBeNull();
  });
});

describe('the time that is left', () => {
  const CHAINS: readonly Challenge[] = [
    TURN_THEN_MOUTH,
    [
      { kind: 'blink', goal: 2 },
      { kind: 'turnLeft', goal: 16 },
    ],
  ];

  it.each([0, 40])(
    'runs out when an answer that never begins is too slow, at a slack of %i ms',
    (slackMs) => {
      for (const chain of CHAINS) {
        const answer = new Answer(chain);
        answer.slackMs = slackMs;
        while (answer.run === null) answer.show({});
        const dueMs = challengeDueMs(answer.run) ?? NaN;
        while (answer.over === null && answer.nowMs < 60_000) {
          expect(challengeDueMs(answer.run)).toBe(dueMs);
          answer.show({});
        }
        expect(answer.failure).toBe('tooSlow');
        expect(answer.nowMs).toBeGreaterThan(dueMs);
        expect(answer.nowMs).toBeLessThanOrEqual(dueMs + EVERY_MS + slackMs);
      }
    },
  );

  it('runs out when a move that has begun does not arrive', () => {
    const answer = new Answer(TURN_THEN_MOUTH);
    while (answer.run === null) answer.show({});
    answer.show({}, 4).show({ yawDeg: 9 }, 1);
    const dueMs = challengeDueMs(answer.run) ?? NaN;
    answer.show({ yawDeg: 9 }, 100);
    expect(answer.failure).toBe('tooSlow');
    expect(answer.nowMs).toBeGreaterThan(dueMs);
    expect(answer.nowMs).toBeLessThanOrEqual(dueMs + EVERY_MS);
  });

  it('is not told while what was asked for is held', () => {
    const answer = new Answer(TURN_THEN_MOUTH);
    while (answer.run === null) answer.show({});
    answer.show({}, 3).show({ yawDeg: 8 }).show({ yawDeg: 14 }).show({ yawDeg: 18 });
    expect(answer.progress).toBe(1);
    expect(challengeDueMs(answer.run)).toBeNull();
  });
});
