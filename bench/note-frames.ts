/** @file Notes every observation that reaches a kiosk's page, and every animation frame, for a while. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import type { Observation, StageTimings } from '../src/core/observation.ts';

export interface Noted {
  readonly frames: readonly { readonly timestampMs: number; readonly timings: StageTimings }[];
  /** Milliseconds between animation frames. */
  readonly intervals: readonly number[];
}

interface Notebook {
  frames: { readonly timestampMs: number; readonly timings: StageTimings }[];
  intervals: number[];
}

/** Somebody stands at the door meanwhile. */
export async function noteFrames(page: Page, seconds: number): Promise<Noted> {
  await page.evaluate(() => {
    const page = globalThis as unknown as { noted?: Notebook };
    const isOpen = page.noted !== undefined;
    const noted: Notebook = { frames: [], intervals: [] };
    page.noted = noted;
    if (isOpen) return;
    const app: (Element & { session?: { health: object } }) | null = document.querySelector('kiosk-app');
    if (!app?.session) throw new Error('The kiosk is not there.');
    const health = app.session.health as { record(observation: Observation): void };
    const record = health.record.bind(health);
    health.record = (observation) => {
      const { timestampMs, timings } = observation;
      page.noted?.frames.push({ timestampMs, timings });
      record(observation);
    };
    const clock = {
      lastMs: performance.now(),
      tick(nowMs: number) {
        page.noted?.intervals.push(nowMs - this.lastMs);
        this.lastMs = nowMs;
        requestAnimationFrame((next) => this.tick(next));
      },
    };
    requestAnimationFrame((nowMs) => clock.tick(nowMs));
  });
  await sleep(seconds * 1_000);
  return page.evaluate(() => (globalThis as unknown as { noted: Notebook }).noted);
}
