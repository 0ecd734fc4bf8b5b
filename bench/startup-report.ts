/** @file The starts of the kiosk as text. Pure. */
import { textTable } from '../scripts/lib/terminal/text-table.ts';
import type { Target } from './report.ts';
import type { StartKind, StartupBench } from './startup.bench.ts';
import type { Quantiles } from './statistics.ts';

const WARM_TARGET_S = 2;

const WORDS: Readonly<Record<StartKind, string>> = {
  cold: 'cold: first visit',
  warm: 'warm: stored on the device',
  offline: 'offline: its server is dead',
};

const seconds = (ms: number) => ms / 1_000;

export function startupTargets({ kinds }: StartupBench): Target[] {
  const warm = kinds.find(({ kind }) => kind === 'warm')?.firstFrame ?? null;
  return [
    {
      figure: 'warm start to the first tracked frame, p50',
      unit: 's',
      measured: warm && seconds(warm.p50),
      target: WARM_TARGET_S,
      better: 'lower',
    },
  ];
}

export function startupLines({ kinds, storedBytes }: StartupBench): string[] {
  const cell = (times: Quantiles | null) => (times ? seconds(times.p50).toFixed(2) : '–');
  return [
    ...textTable(
      ['start, in a new browser process', 'models ready, p50 s', 'first tracked frame, p50 s', 'starts'],
      kinds.map(({ kind, ready, firstFrame }) => [
        WORDS[kind],
        cell(ready),
        cell(firstFrame),
        String(firstFrame?.count ?? 0),
      ]),
      [1, 2, 3],
    ),
    `The browser's caches hold ${(storedBytes / 1e6).toFixed(2)} MB after the first visit.`,
  ];
}
