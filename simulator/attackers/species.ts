/** @file Who comes to the simulated door: people, and attackers who read its prompts. Pure. */
import { type PaperName, PAPERS } from '../attack-clip/paper.ts';
import { Behaviour, type Stance } from '../responder/behaviour.ts';
import type { FaceChange, Prompt } from '../responder/messages.ts';
import { PaperHand } from '../responder/paper-hand.ts';
import type { SeenPaper } from './seen.ts';

export interface Species {
  readonly name: string;
  /** Whoever is there in person is not attacking. */
  readonly attack: boolean;
  readonly mover: (random: () => number) => { stanceAt(nowMs: number, prompt: Prompt): Stance };
  /** Null for a head, and for what moves as one. */
  readonly paper: SeenPaper | null;
  /** How much of the screen's light the face gives back: 1 as skin and paper, 0 nothing. */
  readonly reflects: number;
  /** Another person answers, and takes the subject's place so; null: nobody does. */
  readonly change: FaceChange | null;
}

const IN_PERSON: Species = {
  ...{ name: 'a person', attack: false, paper: null, reflects: 1, change: null },
  mover: (random) => new Behaviour(random),
};
const ATTACK: Species = { ...IN_PERSON, attack: true };

/** The glass of a phone gives back about 4 % of the light. */
const GLASS = 0.04;

export const SPECIES: readonly Species[] = [
  IN_PERSON,
  { ...photo('flat', 0.2), name: 'flat photo' },
  { ...photo('rolledWide', 0.4), name: 'photo rolled to 20 cm' },
  { ...photo('rolledNarrow', 0.5), name: 'photo rolled to 12 cm' },
  { ...photo('folded', 0.35), name: 'photo folded by 50°' },
  { ...photo('pressed', 0.5), name: 'photo pressed out by 2 cm' },
  { ...photo('pressedFar', 0.45), name: 'photo pressed out by 3.5 cm' },
  { ...ATTACK, name: 'puppet on a phone', reflects: GLASS },
  { ...ATTACK, name: 'puppet fed in', reflects: 0 },
  { ...ATTACK, name: 'puppet fed in, tinted as the screen' },
  { ...ATTACK, name: 'live swap' },
  { ...ATTACK, name: 'face change: cut', change: 'cut' },
  { ...ATTACK, name: 'face change: unseen', change: 'leaving' },
  { ...ATTACK, name: 'face change: while turned', change: 'turned' },
];

function photo(name: PaperName, asHead: number): Species {
  const paper = PAPERS[name];
  return { ...ATTACK, paper: { paper, asHead }, mover: (random) => new PaperHand(paper, random) };
}
