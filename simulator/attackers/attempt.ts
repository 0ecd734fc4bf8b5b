/** @file One attempt of somebody at a simulated door: the real decision engine, and a face made of numbers. */
import { type FaceChange as SeenFace, observationOf } from '../builders.ts';
import { SlowDevice } from '../slow-device.ts';
import { NO_PROMPT } from '../responder/behaviour.ts';
import type { Prompt } from '../responder/messages.ts';
import { LitFace, type Scene } from '../tracked-head/lit-face.ts';
import { createDecision, decide } from '../../src/core/decision/engine.ts';
import { POLICIES, type PolicyName } from '../../src/core/decision/policies.ts';
import type { DecisionContext, DecisionView, Verdict } from '../../src/core/decision/types.ts';
import type { LightSample } from '../../src/core/observation.ts';
import { createRng, randomGaussian, type Rng } from '../../src/core/rng/rng.ts';
import { seenAs } from './seen.ts';
import type { Species } from './species.ts';

/** `clipping`: the background is so bright that the camera loses it, and nothing can be told of the light. */
export type Room = 'dark' | 'lit' | 'clipping';

export interface Circumstances {
  readonly policy: PolicyName;
  readonly framesPerSecond: number;
  readonly room: Room;
}

/** As `Scene`: how bright the screen is beside the room's own light, and how the camera exposes. */
const ROOMS: Readonly<Record<Exclude<Room, 'clipping'>, Pick<Scene, 'ratio' | 'level'>>> = {
  dark: { ratio: 1.5, level: 0.04 },
  lit: { ratio: 0.3, level: 0.2 },
};
const CAMERA = { lagMs: 100, noise: 0.004, motion: 0.01 };
const LONGEST_MS = 180_000;
/** Nobody is seen while two people change places. */
const LEAVING_MS = 250;
const TURNED_DEG = 12;
/** Cosines of neighbouring frames of one person, and of two. Of pairs of people 7 % resemble each other. */
const SAME = 0.8;
const OTHERS = { mean: 0.3, deviation: 0.2 };
const CONTINUITY_THRESHOLD = 0.594;
/** No detector sees anything: the question is what the rest does. */
const UNSUSPECTED = 0.1;

/** @param seed - The same seed gives the same attempt. */
export function attempt(species: Species, circumstances: Circumstances, seed: number): Verdict | null {
  const { policy, framesPerSecond, room } = circumstances;
  const rng = createRng(seed);
  const mover = species.mover(rng);
  const context = contextOf(policy, createRng(seed + 1_000_003));
  const light = new RoomLight(room, species.reflects, framesPerSecond, rng);
  const places = new Places(species, rng);
  let state = createDecision();
  let view: DecisionView | null = null;
  let nowMs = 1_000;
  const device = new SlowDevice(framesPerSecond, nowMs);
  for (let sequence = 1; nowMs < LONGEST_MS; sequence += 1) {
    nowMs += (1_000 / framesPerSecond) * (0.9 + 0.2 * rng());
    const prompt = promptOf(view);
    const stance = mover.stanceAt(nowMs - device.latencyMs, prompt);
    const who = places.seenAt(nowMs, prompt, stance.yawDeg);
    const face: SeenFace | null = who && {
      ...withLight(seenAs(stance, species.paper, rng), light.at(view, nowMs), who.continuity),
      matches: [{ subjectId: 'a', similarity: who.similarity }],
      fakeProbability: UNSUSPECTED,
    };
    const decision = decide(state, observationOf(sequence, nowMs, device.take({ face }, nowMs)), context);
    if (decision.verdict) return decision.verdict;
    ({ state, view } = decision);
  }
  return null;
}

function withLight(face: SeenFace, light: LightSample | null, continuity: number): SeenFace {
  return { ...face, liveness: { ...face.liveness, light, continuity } };
}

function promptOf(view: DecisionView | null): Prompt {
  const challenge = view?.challenge ?? null;
  if (challenge === null || challenge.stage === 'hold') return NO_PROMPT;
  return { kind: challenge.kind, goal: challenge.goal, stage: challenge.stage };
}

function contextOf(policy: PolicyName, random: Rng): DecisionContext {
  return {
    policy: POLICIES[policy],
    mode: { kind: 'identify' },
    ...{ similarityThreshold: 0.4, continuityThreshold: CONTINUITY_THRESHOLD },
    ...{ fakeThreshold: 0.5, attackThreshold: null },
    ...{ random, subjectCount: 3, rehearsal: false },
    refusalOf: () => null,
    entryOf: () => ({ rule: 'face', accommodations: [], hasBadge: true, hasPin: true }),
  };
}

/** The light of a room and of the door's screen on a face. */
class RoomLight {
  private _startsAtMs: number | null = null;
  private _face: LitFace | null = null;

  constructor(
    private readonly _room: Room,
    private readonly _reflects: number,
    private readonly _framesPerSecond: number,
    private readonly _rng: Rng,
  ) {}

  at(view: DecisionView | null, nowMs: number): LightSample | null {
    const light = view?.light ?? null;
    if (this._room === 'clipping' || light === null) return null;
    if (this._face === null || this._startsAtMs !== light.startsAtMs) {
      this._startsAtMs = light.startsAtMs;
      const { ratio, level } = ROOMS[this._room];
      const scene: Scene = {
        ...{ ...CAMERA, level, ratio: ratio * this._reflects },
        ...{ shown: light.sequence, framesPerSecond: this._framesPerSecond },
      };
      this._face = new LitFace(scene, this._rng);
    }
    return this._face.sample(nowMs - light.startsAtMs);
  }
}

interface Seen {
  readonly similarity: number;
  /** To the frame before. */
  readonly continuity: number;
}

/** Whether the subject or somebody else is before the camera. */
class Places {
  private _subject = true;
  private _changedMs = -Infinity;
  private readonly _cosine: number;

  constructor(
    private readonly _species: Species,
    rng: Rng,
  ) {
    this._cosine = Math.min(SAME, OTHERS.mean + OTHERS.deviation * randomGaussian(rng));
  }

  /** @returns Null while nobody is seen. */
  seenAt(nowMs: number, prompt: Prompt, yawDeg: number): Seen | null {
    const { change } = this._species;
    const away = prompt.kind !== null && (change !== 'turned' || Math.abs(yawDeg) >= TURNED_DEG);
    const subject = change === null || !away;
    const changes = subject !== this._subject;
    this._subject = subject;
    if (changes) this._changedMs = nowMs;
    if (change === 'leaving' && nowMs - this._changedMs < LEAVING_MS) return null;
    return { similarity: subject ? 0.7 : 0.1, continuity: changes ? this._cosine : SAME };
  }
}
