/**
 * @file How somebody moves a photo as the door asks: as a head would move, but as far as it takes for the landmarker to
 * tell that. They can do nothing about eyelids and mouth. Pure.
 */
import { heldFor, narrowing, type Paper } from '../attack-clip/paper.ts';
import { AT_EASE, Behaviour, type Stance } from './behaviour.ts';
import type { Prompt } from './messages.ts';

export class PaperHand {
  private readonly _as: Behaviour;

  /** @param random - [0, 1). */
  constructor(
    private readonly _paper: Paper,
    random: () => number,
  ) {
    this._as = new Behaviour(random);
  }

  /** @returns How the photo is held at `nowMs`, which must not go back between calls. */
  stanceAt(nowMs: number, prompt: Prompt): Stance {
    const { yawDeg, pitchDeg, size } = this._as.stanceAt(nowMs, prompt);
    const heldDeg = heldFor(this._paper, yawDeg);
    return {
      ...AT_EASE,
      yawDeg: heldDeg,
      pitchDeg: heldFor(this._paper, pitchDeg),
      // Turned further than told, its eyes come too near each other: brought closer, they do not.
      size: size / narrowing(this._paper, heldDeg),
    };
  }
}
