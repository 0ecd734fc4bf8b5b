/**
 * @file How the kiosk bears many people, in the real browser: how long an unlocking takes until badge and PIN open, and
 * until the door knows every face; the longest time for which the page does not answer; memory; one change; one search.
 */
import { open, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { restoreKiosk, setUpKiosk, unlockKiosk } from '../scripts/lib/kiosk/drive-kiosk.ts';
import { findChromium } from '../scripts/lib/kiosk/chromium.ts';
import { chromiumFlags, openKioskBrowser } from '../scripts/lib/kiosk/kiosk-browser.ts';
import { awaitKiosk } from '../scripts/lib/kiosk/kiosk-facts.ts';
import { makeSubject, unitVector } from '../simulator/builders.ts';
import { median } from '../src/core/metrics/statistics.ts';
import { backupParts } from '../src/storage/backup.ts';
import type { KioskSession } from '../src/kiosk/session.ts';
import { devtoolsOf, weighed } from './browser-memory.ts';
import { shippedEmbedder } from './shipped-embedder.ts';

export interface StoreBench {
  readonly people: number;
  /** A file of everybody, brought in at the first run. */
  readonly importMs: number;
  /** From the press of the button, with the slow hash of the passphrase, until badge and PIN open. */
  readonly badgeMs: number;
  /** The same, until every face is known. */
  readonly unlockMs: number;
  /** Until every record was opened and held against what binds it. */
  readonly checkedMs: number;
  /** While all of that went on; 0 when it was below 50 ms. */
  readonly longestTaskMs: number;
  /** Of all processes of the browser: proportional set size above that of a kiosk without people, at most and after. */
  readonly peakMb: number;
  readonly afterMb: number;
  /** Median of one change, until the matcher knows of it. */
  readonly changeMs: number;
  readonly changeLongestTaskMs: number;
  /** Median of a search for the five nearest, with the way to the worker and back. */
  readonly searchMs: number;
}

const PASSPHRASE = 'a kiosk for one bench only';
const VIEWPORT = { width: 1024, height: 768 };
/** As a guided capture makes it. */
const VIEWS = 7;
const CHANGES = 21;
const SEARCHES = 41;
const DAY_MS = 86_400_000;
const LONGEST_WAIT_MS = 600_000;

export async function benchStore(people: number, onStep: (step: string) => void): Promise<StoreBench> {
  const folder = await mkdtemp(join(tmpdir(), 'facegate-store-'));
  const kiosk = await openKioskBrowser();
  try {
    onStep('an empty kiosk');
    const none = await openProfile(join(folder, 'none'));
    const first = await openPage(none, kiosk.url);
    await setUpKiosk(first, PASSPHRASE);
    await first.waitForFunction(isRead, 0, { timeout: LONGEST_WAIT_MS });
    const empty = await unlockAnew(none, kiosk.url, 0);
    await none.close();
    onStep(`writing a file of ${people} people`);
    const file = join(folder, 'people.facegate');
    await writePeople(file, people);
    onStep('bringing it in');
    const many = await openProfile(join(folder, 'many'));
    const page = await openPage(many, kiosk.url);
    const startMs = performance.now();
    await restoreKiosk(page, { file, passphrase: PASSPHRASE });
    await page.waitForFunction(isRead, people, { timeout: LONGEST_WAIT_MS });
    const importMs = performance.now() - startMs;
    onStep('unlocking');
    const full = await unlockAnew(many, kiosk.url, people);
    onStep('changes and searches');
    const used = await full.page.evaluate(useKiosk, { changes: CHANGES, searches: SEARCHES });
    await many.close();
    return {
      people,
      importMs,
      ...full.times,
      peakMb: full.peakMb - empty.afterMb,
      afterMb: full.afterMb - empty.afterMb,
      changeMs: median(used.changesMs),
      changeLongestTaskMs: used.longestTaskMs,
      searchMs: median(used.searchesMs),
    };
  } finally {
    await kiosk.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A browser of its own, which keeps its databases on the disk: one without a profile has them in memory. */
function openProfile(folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, {
    executablePath: findChromium(),
    headless: true,
    args: chromiumFlags({}),
    viewport: VIEWPORT,
    serviceWorkers: 'block',
  });
}

async function openPage(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(LONGEST_WAIT_MS);
  await page.addInitScript(note);
  await page.goto(url);
  await awaitKiosk(page);
  return page;
}

/** A new page of a kiosk that is set up, whose models run before it is unlocked. */
async function unlockAnew(context: BrowserContext, url: string, people: number) {
  const devtools = await devtoolsOf(context);
  // A browser ends with its last page, and a second tab would not run the kiosk.
  const before = context.pages();
  await context.newPage();
  for (const one of before) await one.close();
  const page = await openPage(context, url);
  await page.waitForFunction(modelsRun, null, { timeout: LONGEST_WAIT_MS });
  const { result, ...memory } = await weighed(devtools, async () => {
    await unlockKiosk(page, PASSPHRASE);
    await page.waitForFunction(isRead, people, { timeout: LONGEST_WAIT_MS });
    return page.evaluate(readTimes);
  });
  return { page, times: result, ...memory };
}

async function writePeople(path: string, people: number): Promise<void> {
  const { sha256: modelSha256, dimension } = await shippedEmbedder();
  const nowMs = Date.now();
  const consent = { textVersion: '1', givenAtMs: nowMs, retainUntilMs: nowMs + 300 * DAY_MS };
  function* everybody() {
    for (let number = 1; number <= people; number += 1) {
      const embeddings = Array.from({ length: VIEWS }, (_, view) =>
        unitVector(dimension, number * VIEWS + view),
      );
      const template = { modelSha256, dimension, embeddings };
      yield makeSubject(number, { consent, enrolledAtMs: nowMs - DAY_MS, template });
    }
  }
  const handle = await open(path, 'wx');
  try {
    for await (const part of backupParts(everybody(), people, { rules: null }, PASSPHRASE)) {
      await handle.write(part);
    }
  } finally {
    await handle.close();
  }
}

interface Noted {
  pressedMs: number;
  badgeMs: number;
  facesMs: number;
  tasksMs: number[];
}

// What follows runs in the page, so each must be whole in itself.

/** Notes presses, long tasks, and when how much of the people is there. */
function note(): void {
  const noted: Noted = { pressedMs: 0, badgeMs: 0, facesMs: 0, tasksMs: [] };
  (globalThis as unknown as { noted: Noted }).noted = noted;
  addEventListener(
    'click',
    () => {
      if (noted.badgeMs === 0) noted.pressedMs = performance.now();
    },
    true,
  );
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      if (noted.pressedMs > 0 && startTime + duration > noted.pressedMs) noted.tasksMs.push(duration);
    }
  }).observe({ type: 'longtask' });
}

function modelsRun(): boolean {
  const app = document.querySelector('kiosk-app') as unknown as { session: KioskSession } | null;
  if (!app?.session.pipeline.current) return false;
  const { noted } = globalThis as unknown as { noted: Noted };
  app.session.addEventListener('change', () => {
    const { access, people } = app.session;
    if (access.store === null || !people.isCurrent) return;
    if (noted.badgeMs === 0) noted.badgeMs = performance.now();
    if (noted.facesMs === 0 && people.facesShare === null) noted.facesMs = performance.now();
  });
  return true;
}

function isRead(count: number): boolean {
  const { session } = document.querySelector('kiosk-app') as unknown as { session: KioskSession };
  const { access, people, pipeline } = session;
  if (access.store === null || pipeline.current === null) return false;
  return people.subjects.size === count && people.facesShare === null;
}

async function readTimes() {
  const { session } = document.querySelector('kiosk-app') as unknown as { session: KioskSession };
  const { noted } = globalThis as unknown as { noted: Noted };
  await session.people.settled();
  return {
    badgeMs: noted.badgeMs - noted.pressedMs,
    unlockMs: noted.facesMs - noted.pressedMs,
    checkedMs: performance.now() - noted.pressedMs,
    longestTaskMs: Math.max(0, ...noted.tasksMs.splice(0)),
  };
}

async function useKiosk({ changes, searches }: { changes: number; searches: number }) {
  const { session } = document.querySelector('kiosk-app') as unknown as { session: KioskSession };
  const { noted } = globalThis as unknown as { noted: Noted };
  const { access, people, pipeline } = session;
  const { store } = access;
  const { current } = pipeline;
  if (store === null || current === null) throw new Error('The kiosk is locked.');
  const ids = [...people.subjects.keys()];
  const changesMs: number[] = [];
  for (let at = 0; at < changes; at += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const startMs = performance.now();
    await store.changeSubject(ids[(at * 37) % ids.length], { name: `Name ${String(at)}` }, Date.now());
    await people.refresh();
    changesMs.push(performance.now() - startMs);
  }
  const longestTaskMs = Math.max(0, ...noted.tasksMs);
  const searchesMs: number[] = [];
  for (let at = 0; at < searches; at += 1) {
    const probe = new Float32Array(pipeline.report?.embedder.dimension ?? 0);
    probe[at] = 1;
    const startMs = performance.now();
    await current.identify(probe, 5);
    searchesMs.push(performance.now() - startMs);
  }
  return { changesMs, longestTaskMs, searchesMs };
}
