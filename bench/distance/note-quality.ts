/** @file Notes how good the frames are in which a person stands at ease before a kiosk's door. */
import type { Page } from '@playwright/test';
import type { FrameSize, Observation, QualityMeasures } from '../../src/core/observation.ts';

export interface NotedFrame {
  readonly frame: FrameSize;
  /** Null where no face was found. */
  readonly quality: QualityMeasures | null;
}

interface Notebook {
  notedQuality?: NotedFrame[];
}

/** From now on, in the build for tools. Frames of a challenge are left out: the head turns then. */
export async function noteQuality(page: Page): Promise<void> {
  await page.evaluate(() => {
    const app: (Element & { session?: { health: object } }) | null = document.querySelector('kiosk-app');
    if (!app?.session) throw new Error('The kiosk is not there.');
    const noted: NotedFrame[] = [];
    (globalThis as Notebook).notedQuality = noted;
    const health = app.session.health as { record(observation: Observation): void };
    const record = health.record.bind(health);
    health.record = (observation) => {
      const door = app.shadowRoot?.querySelector<HTMLElement>('kiosk-check-page');
      if (door && door.dataset.challenge === undefined) {
        const { frame, face } = observation;
        noted.push({ frame, quality: face?.quality ?? null });
      }
      record(observation);
    };
  });
}

export function notedQuality(page: Page): Promise<readonly NotedFrame[]> {
  return page.evaluate(() => (globalThis as Notebook).notedQuality ?? []);
}
