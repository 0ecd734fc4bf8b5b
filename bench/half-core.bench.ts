/** @file How many frames a second the kiosk tracks when its whole browser has half a processor, as on a slow tablet. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from '@playwright/test';
import { openBrowserQuota } from '../scripts/lib/kiosk/browser-quota.ts';
import { noteFrames } from './note-frames.ts';
import { perSecond } from './statistics.ts';

/** A string: why it was not measured. */
export type HalfCoreBench = { readonly cores: number; readonly trackedFps: number | null } | string;

const CORES = 0.5;
/** The frames of before the quota are still under way. */
const SETTLE_MS = 2_000;

/** @param page - Of a kiosk that tracks the person of its clip; the quota is put on now, and off again. */
export async function benchHalfCore(browser: Browser, page: Page, seconds: number): Promise<HalfCoreBench> {
  const quota = await openBrowserQuota(browser);
  if (typeof quota === 'string') return quota;
  try {
    await quota.limit(CORES);
    await sleep(SETTLE_MS);
    const { frames } = await noteFrames(page, seconds);
    return { cores: CORES, trackedFps: perSecond(frames.map(({ timestampMs }) => timestampMs)) };
  } finally {
    await quota.limit(null);
    await quota.close();
  }
}

export function halfCoreLine(bench: HalfCoreBench): string {
  if (typeof bench === 'string') return `Tracking at half a core was not measured: ${bench}.`;
  const { cores, trackedFps } = bench;
  const fps = trackedFps === null ? 'no' : trackedFps.toFixed(1);
  return `Tracking with ${cores} of a core for the whole browser: ${fps} frames a second.`;
}
