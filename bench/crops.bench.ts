/** @file Times the crops and tensors of a frame in a worker of headless Chromium, as the kiosk cuts them. */
import type { Page } from '@playwright/test';
import {
  callHeadlessForHandle,
  callMethod,
  startHeadlessWorker,
} from '../scripts/lib/kiosk/headless-page.ts';
import { pickModels } from '../src/core/manifest/select.ts';
import type { ModelEntry } from '../src/core/manifest/types.ts';
import { type Quantiles, quantiles } from './statistics.ts';
import { type Target } from './report.ts';

/** Of faces at one distance. */
export interface TimedCrops {
  /** Between the eyes, in a frame of 640×480. */
  readonly eyesPx: number;
  readonly ms: Quantiles | null;
}

/** From across the room to near the camera. */
const EYES_PX = [50, 80, 110, 140];
/** The engine compiles the kernel well only once it has run for a while. */
const WARM_UP_FRAMES = 40;
const TARGET_MS = 2.5;

/** @param present - The models, an embedder among them. */
export async function benchCrops(
  page: Page,
  present: readonly ModelEntry[],
  frames: number,
): Promise<TimedCrops[]> {
  const { embedder, fakeDetector, attackDetector } = pickModels({ version: 1, models: present });
  const timer = await callHeadlessForHandle(await startHeadlessWorker(page), 'createCropTimer', {
    embedder,
    fakeDetector,
    attackDetector,
  });
  const durationsMs = EYES_PX.map((): number[] => []);
  for (let frame = -WARM_UP_FRAMES; frame < frames; frame += 1) {
    for (const [at, eyesPx] of EYES_PX.entries()) {
      const ms = await callMethod<number>(timer, 'timeFrame', eyesPx);
      if (frame >= 0) durationsMs[at].push(ms);
    }
  }
  return EYES_PX.map((eyesPx, at) => ({ eyesPx, ms: quantiles(durationsMs[at]) }));
}

/** The distance that takes longest counts. */
export function cropsTarget(crops: readonly TimedCrops[]): Target {
  const medians = crops.flatMap(({ ms }) => (ms ? [ms.p50] : []));
  return {
    figure: 'crops and tensors of a frame, p50',
    unit: 'ms',
    measured: medians.length > 0 ? Math.max(...medians) : null,
    target: TARGET_MS,
    better: 'lower',
  };
}

export function cropsRows(crops: readonly TimedCrops[]): string[][] {
  return crops.map(({ eyesPx, ms }) => [
    `eyes ${eyesPx} px apart`,
    ms?.p50.toFixed(2) ?? '–',
    ms?.p95.toFixed(2) ?? '–',
  ]);
}
