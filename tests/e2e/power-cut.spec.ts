/**
 * @file The power fails while people are enrolled. The test kills the whole browser at 50 random moments, each time
 * during enrolments that the built storage makes as the pages do. It then leaves half a record at the end of the
 * browser's log, as a write that is cut short can. After each restart gallery and log are whole, and every enrolment
 * that was acknowledged is there.
 */
import { appendFile, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, expect, type Page, test } from '@playwright/test';
import { makeSubject } from '../../simulator/builders.ts';
import { browserProcesses } from '../../scripts/lib/kiosk/browser-processes.ts';
import { findChromium } from '../../scripts/lib/kiosk/chromium.ts';
import { chromiumFlags } from '../../scripts/lib/kiosk/kiosk-browser.ts';
import { TOOLS_DIST_FOLDER } from '../../scripts/lib/paths.ts';
import { type RunningKiosk, serveKiosk } from '../../scripts/lib/site/serve.ts';
import type { saveSubject } from '../../src/storage/save-subject.ts';
import type { DEFAULT_SETTINGS } from '../../src/storage/settings.ts';
import type { createStorage } from '../../src/storage/create-storage.ts';
import { CHEAP_KDF, PASSPHRASE } from '../storage/support.ts';
import { removeProfile } from '../../scripts/lib/kiosk/remove-profile.ts';

const KILLS = 50;
/** Browsers at a time, each with its own profile: while one starts, the other one works. */
const BROWSERS = 2;
/** Counted from the first enrolment that a round has acknowledged. */
const LATEST_KILL_MS = 250;

/**
 * Four bytes of checksum, a length of 98, the kind "whole record".
 * https://github.com/google/leveldb/blob/main/doc/log_format.md
 */
const TORN_RECORD = Buffer.from('a0a1a2a3620001', 'hex');

/** What a kiosk finds after the power has come back. */
interface Found {
  readonly intact: boolean;
  readonly unreadable: number;
  readonly doubted: number;
  readonly subjectIds: readonly string[];
  /** Whose enrolment an entry of the log names. */
  readonly loggedIds: readonly string[];
}

interface Headless {
  readonly createStorage: typeof createStorage;
  readonly saveSubject: typeof saveSubject;
  readonly DEFAULT_SETTINGS: typeof DEFAULT_SETTINGS;
}

/** Opens the store as after a restart, looks at it, and enrols one after the other until the end. */
async function enrolForEver(page: Page): Promise<Found> {
  const { embeddings, modelSha256, dimension } = makeSubject(1).template;
  const vectors = embeddings.map((embedding) => [...embedding]);
  return page.evaluate(
    async ({ kdf, passphrase, template }) => {
      const url = '/headless.js';
      const built = (await import(url)) as Headless;
      const storage = built.createStorage({ kdf });
      const store = (await storage.isInitialised())
        ? await storage.unlock(passphrase, Date.now())
        : await storage.initialise(passphrase, built.DEFAULT_SETTINGS, Date.now());
      const subjectIds: string[] = [];
      await store.readPeople(
        {
          begin: () => subjectIds.splice(0),
          add: (people) => subjectIds.push(...people.map((person) => person.id)),
        },
        Date.now(),
      );
      const [{ intact }, { unreadable }, doubts, entries] = [
        await store.verifyAudit(),
        await store.checkRecords(Date.now(), () => undefined),
        await store.doubts(),
        await store.auditEntries(),
      ];
      const { acknowledge } = globalThis as unknown as { acknowledge: (id: string) => Promise<void> };
      const enrolOn = async (): Promise<void> => {
        for (let number = subjectIds.length; ; number += 1) {
          const consent = { agreedText: '1', consentGivenAtMs: Date.now(), retentionDays: 30 };
          const details = { name: `Person ${number}`, badge: String(number) };
          const kept = {
            ...template,
            embeddings: template.embeddings.map((vector) => Float32Array.from(vector)),
          };
          const nothingElse = { needs: { entryRule: 'face', accommodations: [] }, lookAlikes: null } as const;
          const enrolment = {
            ...consent,
            details,
            template: kept,
            meanQuality: 0.9,
            skippedViews: [],
            pin: null,
            again: null,
            ...nothingElse,
          };
          const { id } = await built.saveSubject(store, enrolment, Date.now());
          void acknowledge(id);
        }
      };
      void enrolOn();
      return {
        intact,
        unreadable: unreadable.length,
        doubted: doubts.people.length + doubts.records.length,
        subjectIds,
        loggedIds: entries.flatMap(({ event }) => (event.kind === 'enrolled' ? [event.subjectId] : [])),
      };
    },
    { kdf: CHEAP_KDF, passphrase: PASSPHRASE, template: { modelSha256, dimension, embeddings: vectors } },
  );
}

/** One start of the browser on the profile, ended by SIGKILL to each of its processes. */
async function runUntilKilled(
  site: RunningKiosk,
  profile: string,
  onAcknowledged: (id: string) => void,
): Promise<Found> {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium(),
    headless: true,
    serviceWorkers: 'block',
    args: chromiumFlags({}),
  });
  const browser = context.browser();
  if (!browser) throw new Error('Playwright does not say which browser it started.');
  const devtools = await browser.newBrowserCDPSession();
  const [page] = context.pages();
  let begun: () => void = () => undefined;
  const firstAcknowledged = new Promise<void>((resolve) => (begun = resolve));
  await page.exposeFunction('acknowledge', (id: string) => {
    onAcknowledged(id);
    begun();
  });
  await page.goto(new URL('models/status.json', site.url).href);
  const found = await enrolForEver(page);
  await firstAcknowledged;
  const closed = new Promise((resolve) => context.once('close', resolve));
  const processes = await browserProcesses(devtools);
  await sleep(Math.random() * LATEST_KILL_MS);
  for (const { pid } of processes) kill(pid);
  await closed;
  // A process that is still ending holds the profile's locks; after a power cut there is none.
  while ((await Promise.all(processes.map(({ pid }) => isRunning(pid)))).some(Boolean)) await sleep(5);
  await tearLog(profile);
  return found;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // The process has ended together with another one.
  }
}

async function isRunning(pid: number): Promise<boolean> {
  // `pid (name) state`; a zombie has let go of everything.
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return stat !== null && !/\) [ZX] /u.test(stat);
}

/** Leaves a record's header without the record at the end of LevelDB's log. */
async function tearLog(profile: string): Promise<void> {
  const folder = join(profile, 'Default', 'IndexedDB');
  const logs = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.log'));
  expect(logs).not.toEqual([]);
  for (const log of logs) await appendFile(join(folder, log), TORN_RECORD);
}

function expectWhole(found: Found, acknowledged: ReadonlySet<string>): void {
  expect(found.intact).toBe(true);
  expect(found.unreadable).toBe(0);
  expect(found.doubted).toBe(0);
  // Both or neither are stored: no person without an entry, no entry without a person.
  expect([...found.loggedIds].sort()).toEqual([...found.subjectIds].sort());
  const there = new Set(found.subjectIds);
  expect([...acknowledged].filter((id) => !there.has(id))).toEqual([]);
}

test(`${KILLS} power cuts in the middle of enrolments lose nothing that was acknowledged`, async () => {
  const site = await serveKiosk({ dist: TOOLS_DIST_FOLDER, port: 0 });
  const profiles = await Promise.all(
    Array.from({ length: BROWSERS }, () => mkdtemp(join(tmpdir(), 'facegate-power-cut-'))),
  );
  let kills = 0;
  try {
    await Promise.all(
      profiles.map(async (profile) => {
        const acknowledged = new Set<string>();
        // One start more than kills, to look at what the last kill left.
        for (let round = 0; round <= KILLS / BROWSERS; round += 1) {
          const before = new Set(acknowledged);
          const found = await runUntilKilled(site, profile, (id) => acknowledged.add(id));
          if (round > 0) kills += 1;
          expectWhole(found, before);
          expect(acknowledged.size).toBeGreaterThan(before.size);
        }
      }),
    );
    expect(kills).toBe(KILLS);
  } finally {
    await site.close();
    await Promise.all(profiles.map((profile) => removeProfile(profile)));
  }
});
