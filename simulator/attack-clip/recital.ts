/** @file A recording of a person who does everything that a door could ask, in a fixed order. */
import { createRng } from '../../src/core/rng/rng.ts';
import { Behaviour, NO_PROMPT } from '../responder/behaviour.ts';
import type { Prompt } from '../responder/messages.ts';
import { LIVE, Scene } from '../responder/scene.ts';
import type { SyntheticPerson } from '../synthetic-face/person.ts';
import type { Rgb } from './picture.ts';
import { FRAME_HEIGHT, FRAME_WIDTH, Portrait } from '../synthetic-face/portrait.ts';

/** Every kind, turns and nods at a near and a far goal. */
const GESTURES: readonly { readonly kind: string; readonly goal: number }[] = [
  ...['turnLeft', 'turnRight'].flatMap((kind) => [15, 27].map((goal) => ({ kind, goal }))),
  ...['lookUp', 'lookDown'].flatMap((kind) => [12, 22].map((goal) => ({ kind, goal }))),
  { kind: 'blink', goal: 2 },
  { kind: 'openMouth', goal: 0.5 },
  { kind: 'moveCloser', goal: 1.25 },
  { kind: 'moveBack', goal: 0.8 },
];
/** As the recorded person was asked: long enough to go there, hold it, and come back. */
const ACT_MS = 2_000;
const BACK_MS = 1_300;
const BLINK_MS = 850;
const FRAMES_PER_SECOND = 30;
const SEED = 11;

/** Frames at 30 a second. */
export function* recital(person: SyntheticPerson): Generator<Rgb> {
  const rng = createRng(SEED);
  const scene = new Scene(new Portrait(person, LIVE));
  const behaviour = new Behaviour(rng);
  let endMs = 0;
  const scenes = GESTURES.map(({ kind, goal }) => {
    const startMs = endMs;
    const actMs = kind === 'blink' ? 700 + BLINK_MS * goal : ACT_MS;
    endMs += actMs + BACK_MS;
    return { backMs: startMs + actMs, endMs, kind, goal };
  });
  const promptAt = (nowMs: number): Prompt => {
    const now = scenes.find(({ endMs: laterMs }) => nowMs < laterMs);
    return now && nowMs < now.backMs ? { kind: now.kind, goal: now.goal, stage: 'act' } : NO_PROMPT;
  };
  const count = Math.round((endMs / 1_000) * FRAMES_PER_SECOND);
  for (let index = 0; index < count; index += 1) {
    const nowMs = (index * 1_000) / FRAMES_PER_SECOND;
    const rgba = scene.frame(behaviour.stanceAt(nowMs, promptAt(nowMs)), nowMs, null, rng);
    const rgb = new Uint8ClampedArray(FRAME_WIDTH * FRAME_HEIGHT * 3);
    for (let pixel = 0; pixel < FRAME_WIDTH * FRAME_HEIGHT; pixel += 1) {
      for (let channel = 0; channel < 3; channel += 1) {
        rgb[pixel * 3 + channel] = rgba[pixel * 4 + channel];
      }
    }
    yield { rgb, width: FRAME_WIDTH, height: FRAME_HEIGHT };
  }
}
