/**
 * @file Photos on paper that an attacker bends and holds, and what the landmarker tells of them: an attacker tries that
 * out at home. Pure.
 */
import type { Bend } from './sheet.ts';

export interface Paper {
  readonly bend: Bend;
  /** Degrees that are told when the sheet is turned by 0, 10 … 60°. */
  readonly toldDeg: readonly number[];
  /** How many degrees further than told it seems turned, going by how near its eyes come to each other. */
  readonly untoldDeg: number;
}

export type PaperName = 'flat' | 'rolledWide' | 'rolledNarrow' | 'folded' | 'pressed' | 'pressedFar';

const STEP_DEG = 10;

/** Medians of drawn people at 40 to 85 cm: `npm run bench -- depth` draws the same sheets. */
export const PAPERS: Readonly<Record<PaperName, Paper>> = {
  flat: { bend: { kind: 'flat' }, toldDeg: [0, 0.6, 1.5, 2.4, 3.5, 4.9, 6.6], untoldDeg: 29 },
  rolledWide: {
    bend: { kind: 'rolled', along: 'upright', radiusMm: 100 },
    toldDeg: [0, 2.6, 6.2, 9.5, 15.9, 19.2, 21.5],
    untoldDeg: 16,
  },
  rolledNarrow: {
    bend: { kind: 'rolled', along: 'upright', radiusMm: 60 },
    toldDeg: [0, 3.8, 9.3, 14.4, 18.4, 20, 23.1],
    untoldDeg: 7,
  },
  folded: {
    bend: { kind: 'folded', along: 'upright', halfDeg: 25 },
    toldDeg: [0, 3.1, 7.6, 12.7, 17.4, 20, 27.7],
    untoldDeg: 10,
  },
  pressed: {
    bend: { kind: 'pressed', heightMm: 20, widthMm: 20 },
    toldDeg: [0, 1.1, 3.1, 4.6, 7.5, 11.5, 16.1],
    untoldDeg: 27,
  },
  pressedFar: {
    bend: { kind: 'pressed', heightMm: 35, widthMm: 20 },
    toldDeg: [0, 2, 4.6, 7.6, 12, 16.9, 20.2],
    untoldDeg: 21,
  },
};

/** @param heldDeg - Up to 60 to either side. */
export function toldOf({ toldDeg }: Paper, heldDeg: number): number {
  const at = Math.min(toldDeg.length - 2, Math.floor(Math.abs(heldDeg) / STEP_DEG));
  const share = Math.abs(heldDeg) / STEP_DEG - at;
  return Math.sign(heldDeg) * (toldDeg[at] + share * (toldDeg[at + 1] - toldDeg[at]));
}

/** @returns How much nearer its eyes come to each other than those of a head of the told turn, which is 1. */
export function narrowing(paper: Paper, heldDeg: number): number {
  const told = Math.abs(toldOf(paper, heldDeg));
  const seemsDeg = Math.min(Math.abs(heldDeg), told + paper.untoldDeg);
  return cosine(seemsDeg) / cosine(told);
}

function cosine(deg: number): number {
  return Math.cos((deg * Math.PI) / 180);
}

/** How far it must be held for this to be told; as far as it goes where that is not enough. */
export function heldFor({ toldDeg }: Paper, wantedDeg: number): number {
  const above = toldDeg.findIndex((told) => told >= Math.abs(wantedDeg));
  if (above === 0) return 0;
  if (above < 0) return Math.sign(wantedDeg) * (toldDeg.length - 1) * STEP_DEG;
  const share = (Math.abs(wantedDeg) - toldDeg[above - 1]) / (toldDeg[above] - toldDeg[above - 1]);
  return Math.sign(wantedDeg) * (above - 1 + share) * STEP_DEG;
}
