/**
 * @file Fills the real kiosk with the records and people of a door that is years old. Measures how long the operator
 * waits, how long the page does not answer meanwhile, and how much memory it takes. Measures too how long
 * `npm run enroll` takes to choose among as many people.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CDPSession, Page } from '@playwright/test';
import { verdictOf, makeSubject, unitVector } from '../simulator/builders.ts';
import { chooseFromMenu, restoreKiosk } from '../scripts/lib/kiosk/drive-kiosk.ts';
import { openKioskBrowser } from '../scripts/lib/kiosk/kiosk-browser.ts';
import { awaitKiosk } from '../scripts/lib/kiosk/kiosk-facts.ts';
import { sealBackup } from '../src/storage/backup.ts';
import type { AuditEvent } from '../src/storage/types.ts';
import { type Choosing, measureChoosing } from './choosing.bench.ts';
import { shippedEmbedder } from './shipped-embedder.ts';

export interface ListStep {
  readonly name: string;
  /** From the press of a button, or the last letter typed, until what was asked for is on the screen. */
  readonly ms: number;
  /** The longest time for which the page did not answer; 0 when it was below 50 ms. */
  readonly longestTaskMs: number;
  /** Of JavaScript, after a collection; null where it was not looked at. */
  readonly heapMb: number | null;
}

export interface ListsBench {
  readonly entries: number;
  readonly people: number;
  readonly choosing: Choosing;
  readonly steps: readonly ListStep[];
}

export interface ListsBenchOptions {
  readonly entries: number;
  readonly people: number;
  readonly onStep: (step: string) => void;
}

const PASSPHRASE = 'a kiosk for one bench only';
const VIEWPORT = { width: 1024, height: 768 };
const DAY_MS = 86_400_000;
/** Within what the log is kept by itself. */
const DAYS = 360;
/** As a guided capture makes it. */
const VIEWS = 7;
const DIMENSION = 128;
/** Entries of one transaction. */
const BATCH = 1_000;
/** A million entries are checked in a minute on a quiet machine. */
const LONGEST_WAIT_MS = 600_000;

export async function benchLists({ entries, people, onStep }: ListsBenchOptions): Promise<ListsBench> {
  onStep(`choosing among ${people} people`);
  const choosing = measureChoosing(people, await shippedEmbedder());
  const folder = await mkdtemp(join(tmpdir(), 'facegate-lists-'));
  const browser = await openKioskBrowser();
  try {
    const page = await browser.browser.newPage({ viewport: VIEWPORT, serviceWorkers: 'block' });
    page.setDefaultTimeout(LONGEST_WAIT_MS);
    await page.addInitScript(noteLongTasks);
    await page.goto(browser.url);
    await awaitKiosk(page);
    onStep(`bringing in ${people} people`);
    const file = join(folder, 'people.facegate');
    await writeFile(file, await peopleFile(people, (await shippedEmbedder()).sha256));
    await restoreKiosk(page, { file, passphrase: PASSPHRASE });
    onStep(`writing ${entries} entries`);
    await fillLog(page, entries, people);
    const watch = new Watch(page, await page.context().newCDPSession(page), onStep);
    await measureRecords(page, watch, entries);
    await measurePeople(page, watch);
    return { entries, people, choosing, steps: watch.steps };
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureRecords(page: Page, watch: Watch, entries: number): Promise<void> {
  await chooseFromMenu(page, PASSPHRASE, 'Health');
  await page.getByRole('button', { name: 'Back to the menu' }).click();
  await watch.step('before', true, () => Promise.resolve());
  const panel = page.locator('kiosk-records-panel');
  const rows = panel.locator('.entries li');
  const pager = panel.locator('kiosk-pager');
  await watch.step('Records: first page', false, async () => {
    await page.getByRole('button', { name: 'Records' }).click();
    await rows.first().waitFor();
  });
  await watch.step('Records: all entries read', true, () =>
    pager.getByText(new RegExp(` of ${String(entries).slice(0, -2)}\\d\\d`)).waitFor(),
  );
  await watch.step('Records: next page', false, async () => {
    await pager.getByRole('button', { name: 'Next' }).click();
    await pager.getByText(/26–50 of/).waitFor();
  });
  await watch.step('Records: filter by person', false, async () => {
    await page.getByLabel('Person', { exact: true }).fill('Person 77');
    await pager.getByText(/1–25 of/).waitFor();
  });
  await page.getByLabel('Person', { exact: true }).fill('');
  await watch.step('Records: check the log', true, async () => {
    await page.getByRole('button', { name: 'Check the log' }).click();
    await page.getByText('The log is whole').waitFor();
  });
  for (const format of ['CSV', 'JSON']) {
    await watch.step(`Records: save as ${format}`, true, async () => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: `Save as ${format}` }).click(),
      ]);
      await download.path();
    });
  }
  await watch.step('Records: charts', true, async () => {
    await page.getByRole('button', { name: 'Charts' }).click();
    await panel.locator('kiosk-records-charts img').first().waitFor();
  });
  await page.getByRole('button', { name: 'Back to the menu' }).click();
}

async function measurePeople(page: Page, watch: Watch): Promise<void> {
  const rows = page.locator('kiosk-people .people li');
  await watch.step('People: first page', false, async () => {
    await page.getByRole('button', { name: 'People', exact: true }).click();
    await rows.first().waitFor();
  });
  await watch.step('People: last visits of all', true, () =>
    rows.first().getByText('Last let in: …').waitFor({ state: 'detached' }),
  );
  await watch.step('People: find by name', false, async () => {
    await page.getByLabel('Find by name or badge number').fill('son 77');
    await page
      .locator('kiosk-people kiosk-pager')
      .getByText(/1–\d+ of/)
      .waitFor();
  });
}

/** Notes how long each step takes, and what the page noted meanwhile. */
class Watch {
  readonly steps: ListStep[] = [];

  constructor(
    private readonly _page: Page,
    private readonly _devtools: CDPSession,
    private readonly _onStep: (step: string) => void,
  ) {}

  /** @param weigh - Whether the heap is looked at after it. */
  async step(name: string, weigh: boolean, work: () => Promise<unknown>): Promise<void> {
    this._onStep(name);
    await this._page.evaluate(() => {
      (globalThis as unknown as WithLongTasks).longTasksMs.length = 0;
    });
    const startMs = performance.now();
    await work();
    const ms = performance.now() - startMs;
    const tasksMs = await this._page.evaluate(() => (globalThis as unknown as WithLongTasks).longTasksMs);
    const heapMb = weigh ? await this._heapMb() : null;
    this.steps.push({ name, ms, longestTaskMs: Math.max(0, ...tasksMs), heapMb });
  }

  private async _heapMb(): Promise<number> {
    await this._devtools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await this._devtools.send('Runtime.getHeapUsage');
    return usedSize / 1e6;
  }
}

interface WithLongTasks {
  longTasksMs: number[];
}

/** Runs in the page, so it must be whole in itself. */
function noteLongTasks(): void {
  const noted: number[] = [];
  (globalThis as unknown as WithLongTasks).longTasksMs = noted;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) noted.push(duration);
  }).observe({ type: 'longtask', buffered: true });
}

async function peopleFile(people: number, modelSha256: string): Promise<Uint8Array> {
  const nowMs = Date.now();
  const subjects = Array.from({ length: people }, (_, number) =>
    makeSubject(number, {
      name: `Person ${number}`,
      enrolledAtMs: nowMs - DAY_MS,
      consent: { textVersion: '1', givenAtMs: nowMs, retainUntilMs: nowMs + DAYS * DAY_MS },
      template: {
        modelSha256,
        dimension: DIMENSION,
        embeddings: Array.from({ length: VIEWS }, (__, view) => unitVector(DIMENSION, number * VIEWS + view)),
      },
    }),
  );
  return sealBackup({ subjects, rules: null }, PASSPHRASE);
}

/** What the store of the pages has, as far as the bench needs it: no page appends so many at once. */
interface OpenedStore {
  readonly _unlocked: {
    readonly audit: {
      appendWith(events: readonly AuditEvent[], atMs: number, changes: readonly never[]): Promise<boolean>;
    };
  };
}

/** Nine visits of ten are let in, over the last months. */
async function fillLog(page: Page, entries: number, people: number): Promise<void> {
  const verdicts = Array.from({ length: BATCH }, (_, at) =>
    at % 10 === 9
      ? verdictOf({ outcome: 'denied', reason: 'unknownSubject', subjectId: null, margin: -0.1 })
      : verdictOf({ margin: 0.1 + (at % 7) / 20, subjectId: makeSubject((at * 37) % people).id }),
  );
  await page.evaluate(
    async ({ events, count, fromMs, stepMs }) => {
      const app = document.querySelector('kiosk-app') as unknown as {
        session: { access: { store: OpenedStore } };
      };
      const { audit } = app.session.access.store._unlocked;
      for (let done = 0; done < count; done += events.length) {
        const batch = events.slice(0, count - done);
        await audit.appendWith(batch, fromMs + done * stepMs, []);
      }
    },
    {
      events: verdicts.map((verdict) => ({ kind: 'verdict', verdict }) as const),
      count: entries,
      fromMs: Date.now() - DAYS * DAY_MS,
      stepMs: (DAYS * DAY_MS) / entries,
    },
  );
}
