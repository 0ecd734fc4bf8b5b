/**
 * @file What a kiosk's page says of what it runs on, for reports; or what keeps it from running.
 */
import type { Page } from '@playwright/test';

export interface KioskFacts {
  readonly provider: string;
  readonly threads: number;
  /** The model's name in the manifest. */
  readonly embedder: string;
}

interface RunningApp extends Element {
  readonly session?: {
    readonly pipeline: {
      readonly report:
        (Omit<KioskFacts, 'embedder'> & { readonly embedder: { readonly name: string } }) | null;
    };
  };
}

/** Compiling the models for the first time, on a slow machine. */
const START_TIMEOUT_MS = 90_000;

/**
 * Waits until the models run.
 * @throws Error with what the page's own list says is missing.
 */
export async function awaitKiosk(page: Page): Promise<KioskFacts> {
  const handle = await page.waitForFunction(
    () => {
      const app: RunningApp | null = document.querySelector('kiosk-app');
      if (app?.shadowRoot?.querySelector('kiosk-preflight')) return 'stopped';
      const report = app?.session?.pipeline.report;
      if (!report) return null;
      const { provider, threads, embedder } = report;
      return { provider, threads, embedder: embedder.name };
    },
    null,
    { timeout: START_TIMEOUT_MS, polling: 100 },
  );
  const facts = await handle.jsonValue();
  if (facts === null || facts === 'stopped') throw new Error(await preflightWords(page));
  return facts;
}

/** What the page's list marks as missing, for a person to read. */
export async function preflightWords(page: Page): Promise<string> {
  const items = await page
    .locator('kiosk-preflight li:is([data-state=fail], [data-state=shut])')
    .allInnerTexts();
  return ['The kiosk does not run:', ...items.map((item) => item.replaceAll(/\s*\n\s*/gu, ' '))].join('\n');
}
