/**
 * @file How long one change of a stored person takes, and an unlocking, among many people: in the real browser, with
 * the kiosk's own storage.
 */
import type { Page } from '@playwright/test';
import { makeSubject, unitVector } from '../simulator/builders.ts';
import { openKioskBrowser } from '../scripts/lib/kiosk/kiosk-browser.ts';
import type { createStorage } from '../src/storage/create-storage.ts';
import { median } from '../src/core/metrics/statistics.ts';
import { sealBackup } from '../src/storage/backup.ts';
import type { Settings } from '../src/storage/settings.ts';

export interface StoreBench {
  readonly people: number;
  /** Median of one change, milliseconds. */
  readonly changeMs: number;
  /** Median, without the slow hash of a passphrase. */
  readonly unlockMs: number;
}

const PASSPHRASE = 'a kiosk for one bench only';
/** As a guided capture makes it. */
const VIEWS = 7;
const DIMENSION = 128;
const CHANGES = 41;
const UNLOCKINGS = 5;
const DAY_MS = 86_400_000;

export async function benchStore(counts: readonly number[], onStep: (step: string) => void) {
  const kiosk = await openKioskBrowser();
  try {
    const results: StoreBench[] = [];
    for (const people of counts) {
      onStep(`storing ${people} people`);
      const file = Buffer.from(await peopleFile(people)).toString('base64');
      results.push(await measure(await kiosk.blankPage(), people, file));
    }
    return results;
  } finally {
    await kiosk.close();
  }
}

async function peopleFile(people: number): Promise<Uint8Array> {
  const nowMs = Date.now();
  const subjects = Array.from({ length: people }, (_, number) =>
    makeSubject(number + 1, {
      enrolledAtMs: nowMs - DAY_MS,
      consent: { textVersion: '1', givenAtMs: nowMs, retainUntilMs: nowMs + 300 * DAY_MS },
      template: {
        modelSha256: 'ab'.repeat(32),
        dimension: DIMENSION,
        embeddings: Array.from({ length: VIEWS }, (__, view) => unitVector(DIMENSION, number * VIEWS + view)),
      },
    }),
  );
  return sealBackup({ subjects, rules: null }, PASSPHRASE);
}

interface Headless {
  readonly createStorage: typeof createStorage;
  readonly DEFAULT_SETTINGS: Settings;
}

async function measure(page: Page, people: number, file: string): Promise<StoreBench> {
  const asked = { people, file, passphrase: PASSPHRASE, changes: CHANGES, unlockings: UNLOCKINGS };
  const { changesMs, unlockingsMs } = await page.evaluate(
    async ({ people, file, passphrase, changes, unlockings }) => {
      const url = '/headless.js';
      const { createStorage, DEFAULT_SETTINGS } = (await import(url)) as Headless;
      const storage = createStorage({ databaseName: `bench-${people}` });
      const store = await storage.initialise(passphrase, DEFAULT_SETTINGS, Date.now());
      const bytes = Uint8Array.from(atob(file), (one) => one.charCodeAt(0));
      await store.importBackup(bytes, passphrase, Date.now(), ({ subjects }) =>
        Promise.resolve({ subjects, renamed: new Map(), asked: [], lookAlikes: null }),
      );
      const { subjects } = await store.subjects();
      const changesMs: number[] = [];
      for (let at = 0; at < changes; at += 1) {
        const startMs = performance.now();
        await store.changeSubject(subjects[(at * 37) % people].id, { name: `Name ${at}` }, Date.now());
        changesMs.push(performance.now() - startMs);
      }
      // A passkey's secret goes through no slow hash.
      const [id, secret] = [new Uint8Array(16).fill(7), new Uint8Array(32).fill(9)];
      const administrator = await store.authorise(passphrase, Date.now());
      const added = { kind: 'addPasskey', role: 'administrator', id, secret } as const;
      await store.changeCredentials(administrator, added, Date.now());
      store.lock();
      const unlockingsMs: number[] = [];
      for (let at = 0; at < unlockings; at += 1) {
        const startMs = performance.now();
        const again = await storage.unlock({ id, secret: new Uint8Array(secret) }, Date.now());
        unlockingsMs.push(performance.now() - startMs);
        again.lock();
      }
      return { changesMs, unlockingsMs };
    },
    asked,
  );
  return { people, changeMs: median(changesMs), unlockMs: median(unlockingsMs) };
}
