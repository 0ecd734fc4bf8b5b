/**
 * @file How long the built kiosk takes from its address to the first tracked frame: at its first visit, again, and with
 * its server dead. Each time in a new browser process.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { findChromium } from '../scripts/lib/kiosk/chromium.ts';
import { chromiumFlags } from '../scripts/lib/kiosk/kiosk-browser.ts';
import { preflightWords } from '../scripts/lib/kiosk/kiosk-facts.ts';
import { storedBytes } from '../scripts/lib/kiosk/stored-bytes.ts';
import { buildIfStale } from '../scripts/lib/site/build.ts';
import { serveKiosk } from '../scripts/lib/site/serve.ts';
import { prepareAssets } from '../scripts/lib/site/setup.ts';
import type { KioskSession } from '../src/kiosk/session.ts';
import { type Quantiles, quantiles } from './statistics.ts';
import { removeProfile } from '../scripts/lib/kiosk/remove-profile.ts';

/** Milliseconds from the navigation on. */
interface StartTimes {
  /** Models and workers run. */
  readyMs: number;
  firstFrameMs: number;
}

export type StartKind = 'cold' | 'warm' | 'offline';

export interface StartupBench {
  readonly kinds: readonly {
    readonly kind: StartKind;
    readonly ready: Quantiles | null;
    readonly firstFrame: Quantiles | null;
  }[];
  /** What the browser's caches hold after the first visit. */
  readonly storedBytes: number;
}

export interface StartupBenchOptions {
  readonly clip: string;
  readonly models: string | undefined;
  readonly onStep: (step: string) => void;
}

/** A cold start stores everything, so there is one. An odd number has a middle one. */
const STARTS: Readonly<Record<StartKind, number>> = { cold: 1, warm: 5, offline: 3 };
const LONGEST_START_MS = 90_000;

interface App extends Element {
  readonly session?: Pick<KioskSession, 'startCamera' | 'camera' | 'pipeline' | 'offline'>;
}

type Pipeline = NonNullable<KioskSession['pipeline']['current']>;

interface Started extends StartTimes {
  readonly page: Page;
  readonly close: () => Promise<void>;
}

export async function benchStartup({ clip, models, onStep }: StartupBenchOptions): Promise<StartupBench> {
  await prepareAssets();
  const site = await serveKiosk({ dist: await buildIfStale({ mode: 'tools' }), models, port: 0 });
  const profile = await mkdtemp(join(tmpdir(), 'facegate-startup-'));
  const times: Record<StartKind, StartTimes[]> = { cold: [], warm: [], offline: [] };
  let storedBytes = 0;
  let serving = true;
  try {
    for (const kind of ['cold', 'warm', 'offline'] as const) {
      onStep(`${STARTS[kind]} × ${kind} start`);
      if (kind === 'offline') {
        serving = false;
        await site.close();
      }
      for (let at = 0; at < STARTS[kind]; at += 1) {
        const { page, close, ...time } = await start(site.url, profile, clip);
        times[kind].push(time);
        if (kind === 'cold') storedBytes = await awaitStored(page);
        await close();
      }
    }
  } finally {
    if (serving) await site.close();
    await removeProfile(profile);
  }
  return {
    kinds: Object.entries(times).map(([kind, measured]) => ({
      kind: kind as StartKind,
      ready: quantiles(measured.map(({ readyMs }) => readyMs)),
      firstFrame: quantiles(measured.map(({ firstFrameMs }) => firstFrameMs)),
    })),
    storedBytes,
  };
}

/** The camera starts with the page, as at a door that somebody unlocks at once. */
async function start(url: string, profile: string, clip: string): Promise<Started> {
  const context: BrowserContext = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium(),
    headless: true,
    args: chromiumFlags({ camera: clip }),
  });
  const [page] = context.pages();
  await page.addInitScript(() => {
    const watcher = {
      times: {} as Partial<StartTimes>,
      asked: false,
      look(): void {
        const app: App | null = document.querySelector('kiosk-app');
        const session = app?.session;
        if (session && !this.asked) {
          this.asked = true;
          void session.startCamera();
        }
        const pipeline = session?.pipeline.current;
        if (session && pipeline) this.run(session, pipeline);
        else setTimeout(() => this.look(), 5);
      },
      run({ camera }: Pick<KioskSession, 'camera'>, pipeline: Pipeline): void {
        const { times } = this;
        times.readyMs = performance.now();
        pipeline.run(camera, {
          onObservation() {
            times.firstFrameMs ??= performance.now();
          },
          wantLandmarks() {
            return false;
          },
        });
      },
    };
    (globalThis as unknown as { startTimes: Partial<StartTimes> }).startTimes = watcher.times;
    watcher.look();
  });
  await page.goto(url);
  const handle = await page.waitForFunction(
    () => {
      const app = document.querySelector('kiosk-app')?.shadowRoot;
      if (app?.querySelector('kiosk-preflight')) return 'stopped';
      const { startTimes } = globalThis as unknown as { startTimes: Partial<StartTimes> };
      return startTimes.firstFrameMs === undefined ? null : (startTimes as StartTimes);
    },
    null,
    { timeout: LONGEST_START_MS, polling: 50 },
  );
  const times = await handle.jsonValue();
  if (times === null || times === 'stopped') throw new Error(await preflightWords(page));
  return { ...times, page, close: () => context.close() };
}

/** @returns The bytes that the caches hold once everything is stored. */
async function awaitStored(page: Page): Promise<number> {
  await page.waitForFunction(
    () => (document.querySelector('kiosk-app') as App | null)?.session?.offline.state.kind === 'stored',
    null,
    { timeout: LONGEST_START_MS },
  );
  return storedBytes(page);
}
