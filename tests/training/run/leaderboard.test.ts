/** @file The save rule of docs/sources.md #59: the best five by accuracy together with the best five by EER. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/core/rng/rng.ts';
import type { LeaderboardEntry } from '../../../training/run/events.ts';
import { checkpointName, place } from '../../../training/run/leaderboard.ts';

const entry = (step: number, accuracy: number, eer: number): LeaderboardEntry => ({
  ...{ step, epoch: 0, batch: step, accuracy, eer, path: `${step}.ckpt` },
});
const play = (entries: readonly LeaderboardEntry[]): readonly LeaderboardEntry[] =>
  entries.reduce<readonly LeaderboardEntry[]>((board, next) => place(board, next)?.board ?? board, []);

describe('leaderboard', () => {
  it('takes the first three whatever they are, then only what beats something', () => {
    const board = play([entry(1, 0.9, 0.1), entry(2, 0.8, 0.2), entry(3, 0.7, 0.3)]);
    expect(board).toHaveLength(3);
    expect(place(board, entry(4, 0.7, 0.3))).toBeNull();
    expect(place(board, entry(4, 0.6, 0.29))?.board).toHaveLength(4);
    expect(place(board, entry(4, 0.71, 0.4))?.board).toHaveLength(4);
  });

  it('keeps the union of both lists and names what falls off', () => {
    const byAccuracy = [1, 2, 3, 4, 5].map((step) => entry(step, 0.9 + step / 100, 0.5 + step / 100));
    const byEer = [6, 7, 8, 9, 10].map((step) => entry(step, 0.5 + step / 100, 0.1 - step / 1000));
    const board = play([...byAccuracy, ...byEer]);
    expect(board.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const placing = place(board, entry(11, 0.99, 0.01));
    expect(placing?.fallen.map(({ step }) => step)).toEqual([1, 6]);
    expect(placing?.board).toHaveLength(9);
  });

  it('holds exactly the two best lists of everything that came, where all differ', () => {
    const rng = createRng(4);
    const all = Array.from({ length: 200 }, (_, step) => entry(step, rng(), rng()));
    const board = play(all);
    const top = (compare: (a: LeaderboardEntry, b: LeaderboardEntry) => number): number[] =>
      [...all]
        .sort(compare)
        .slice(0, 5)
        .map(({ step }) => step);
    const wanted = new Set([...top((a, b) => b.accuracy - a.accuracy), ...top((a, b) => a.eer - b.eer)]);
    expect(new Set(board.map(({ step }) => step))).toEqual(wanted);
  });

  it('prefers the older of equals, and has no place for broken figures', () => {
    const equal = [1, 2, 3, 4, 5, 6].map((step) => entry(step, 0.9, 0.1));
    expect(play(equal).map(({ step }) => step)).toEqual([1, 2, 3]);
    expect(place([], entry(1, NaN, 0.1))).toBeNull();
  });

  it('names files as system 2 does', () => {
    expect(checkpointName(entry(300, 0.98252, 0.01649))).toBe('model_ep0_batch300_acc0.9825_eer0.0165.ckpt');
  });
});
