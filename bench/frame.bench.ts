/** @file Milliseconds of a whole frame on one thread: every stage after the other, in the kiosk's own workers. */
import { callHeadlessForHandle, callMethod } from '../scripts/lib/kiosk/headless-page.ts';
import { openKioskBrowser } from '../scripts/lib/kiosk/kiosk-browser.ts';
import type { StageTimings } from '../src/core/observation.ts';
import { textTable } from '../scripts/lib/terminal/text-table.ts';
import { type Quantiles, quantiles } from './statistics.ts';

export interface FrameBench {
  readonly whole: Quantiles | null;
  readonly stages: readonly { readonly stage: FrameStage; readonly ms: Quantiles | null }[];
}

/** What a thread computes of a frame; it waits for nothing. */
const STAGES = [
  ...(['readMs', 'trackMs', 'alignMs', 'qualityMs', 'embedMs', 'fakeMs', 'attackMs', 'matchMs'] as const),
] satisfies readonly (keyof StageTimings)[];
type FrameStage = (typeof STAGES)[number];

const WARM_UP_FRAMES = 10;
const FRAMES = 100;

export async function benchFrame(clip: string, models: string | undefined): Promise<FrameBench> {
  const kiosk = await openKioskBrowser({ camera: clip, models });
  try {
    const timer = await callHeadlessForHandle(await kiosk.blankPage(), 'startFrameTimer');
    const timed: StageTimings[] = [];
    for (let frame = -WARM_UP_FRAMES; frame < FRAMES; frame += 1) {
      const timings = await callMethod<StageTimings | null>(timer, 'timeFrame');
      if (frame >= 0 && timings) timed.push(timings);
    }
    return {
      whole: quantiles(timed.map((timings) => STAGES.reduce((sum, stage) => sum + (timings[stage] ?? 0), 0))),
      stages: STAGES.map((stage) => ({
        stage,
        ms: quantiles(timed.flatMap((timings) => timings[stage] ?? [])),
      })),
    };
  } finally {
    await kiosk.close();
  }
}

export function frameLines({ whole, stages }: FrameBench): string[] {
  const row = (words: string, ms: Quantiles | null): string[] => [
    words,
    ms ? ms.p50.toFixed(1) : '–',
    ms ? ms.p95.toFixed(1) : '–',
  ];
  return textTable(
    ['a frame on one thread, one stage after the other', 'p50 ms', 'p95 ms'],
    [...stages.map(({ stage, ms }) => row(stage.replace(/Ms$/, ''), ms)), row('whole frame', whole)],
    [1, 2],
  );
}
