/** @file A newcomer's way as text, and whether it is short enough. Pure. */
import { textTable } from '../../scripts/lib/terminal/text-table.ts';
import type { Target } from '../report.ts';
import type { NewcomerBench } from './newcomer.bench.ts';

const MOST_TAPS = 15;
const MOST_WAITING_S = 60;

interface Totals {
  readonly taps: number;
  readonly waitedS: number;
}

function totalsOf({ steps }: Pick<NewcomerBench, 'steps'>): Totals {
  return {
    taps: steps.reduce((sum, { taps }) => sum + taps, 0),
    waitedS: steps.reduce((sum, { waitedMs }) => sum + waitedMs, 0) / 1_000,
  };
}

export function newcomerTargets(bench: Pick<NewcomerBench, 'steps'>): Target[] {
  const { taps, waitedS } = totalsOf(bench);
  return [
    {
      figure: 'taps to the first person admitted',
      unit: '',
      measured: taps,
      target: MOST_TAPS,
      better: 'lower',
    },
    {
      figure: 'waiting beside npm ci',
      unit: 's',
      measured: waitedS,
      target: MOST_WAITING_S,
      better: 'lower',
    },
  ];
}

export function describeNewcomer(bench: NewcomerBench): string[] {
  const { installMs, steps, load } = bench;
  const { taps, waitedS } = totalsOf(bench);
  const seconds = (ms: number): string => (ms / 1_000).toFixed(1);
  let tap = 0;
  const rows = steps.map((step) => {
    tap += step.taps;
    return [step.taps === 0 ? '' : String(tap), step.what, seconds(step.waitedMs)];
  });
  return [
    `npm ci took ${seconds(installMs)} s, which is not counted.`,
    '',
    ...textTable(['tap', 'what the newcomer does', 'waited s'], rows, [0, 2]),
    '',
    `${taps} taps (at most ${MOST_TAPS}) and ${waitedS.toFixed(1)} s of waiting (at most ${MOST_WAITING_S}), the turns of the head included.`,
    'The two commands and the opening of the address are no taps; the browser’s question about the camera is one.',
    `The load of the machine was ${load.before.toFixed(1)} before and ${load.after.toFixed(1)} after.`,
  ];
}
