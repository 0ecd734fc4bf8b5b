/**
 * @file Doors of a fleet in the real kiosk in Chromium, at a real hub on the same machine: a door's first reading of
 * everybody, its return after changes, and how long until one door knows whom another has enrolled.
 */
import type { Page } from '@playwright/test';
import { askToJoinFleet, setUpKiosk, unlockKiosk } from '../../scripts/lib/kiosk/drive-kiosk.ts';
import { awaitKiosk } from '../../scripts/lib/kiosk/kiosk-facts.ts';
import { PASSPHRASE } from '../../simulator/test-kiosk.ts';
import { simulatedSubject } from '../../simulator/fleet/simulated-subject.ts';
import { FLEET_TEXT_VERSION } from '../../src/core/site/consent-text.ts';
import type { Subject } from '../../src/core/template/types.ts';
import { devtoolsOf, memoryMb, weighed } from '../browser-memory.ts';
import { shippedEmbedder } from '../shipped-embedder.ts';
import { quantiles, type Quantiles } from '../statistics.ts';
import { enrolMany, isCurrent, noteFleet, readNotes } from './page-notes.ts';
import { type TestTablets, withTablets } from './test-tablets.ts';

export interface TabletsBenchOptions {
  readonly people: number;
  readonly changes: number;
  readonly enrolments: number;
  readonly onStep: (step: string) => void;
}

export interface TabletsBench {
  readonly people: number;
  readonly changes: number;
  /** Of a tablet that joined: until it holds what the console holds, and the door knows every face. */
  readonly firstReadingMs: number;
  /** Of its page, meanwhile; 0 when it was below 50 ms. */
  readonly longestTaskMs: number;
  /** Of all processes of the browser, above those before it joined: at most, and afterwards. */
  readonly peakMb: number;
  readonly afterMb: number;
  /** Of the tablet that was off meanwhile: from the open store until the same. */
  readonly returnMs: number;
  readonly returnLongestTaskMs: number;
  /** From "saved" at one tablet until another one has stored the person and its door knows the face. */
  readonly toOtherTablet: Quantiles | null;
  readonly foreignRequests: readonly string[];
}

const LONGEST_WAIT_MS = 1_200_000;
/** Between two enrolments. */
const PAUSE_MS = 150;

export function benchTablets(options: TabletsBenchOptions): Promise<TabletsBench> {
  return withTablets((tablets) => measure(tablets, options));
}

async function measure(
  { console: fleet, tablet }: TestTablets,
  { people, changes, enrolments, onStep }: TabletsBenchOptions,
): Promise<TabletsBench> {
  const { sha256: modelSha256, dimension } = await shippedEmbedder();
  const person = (change: Partial<Subject>): Subject => {
    const subject = simulatedSubject(change);
    return { ...subject, template: subject.template && { ...subject.template, modelSha256 } };
  };
  const ids = Array.from({ length: people }, () => crypto.randomUUID());
  onStep(`putting ${people} people`);
  await fleet.putPeople(lazily(ids, (id) => person({ id })));

  onStep('a tablet joins and reads them');
  const kiosk = await tablet();
  let visit = await kiosk.visit();
  await setUpKiosk(visit.page, PASSPHRASE);
  const devtools = await devtoolsOf(visit.context);
  const beforeMb = await memoryMb(devtools);
  const memory = await weighed(devtools, () => join(visit.page, fleet, 'Gate', true));
  const first = memory.result;

  onStep(`${changes} changes while it is off`);
  await visit.leave();
  await fleet.putPeople(lazily(ids.slice(0, changes), (id) => person({ id, name: 'Renamed' })));
  visit = await kiosk.visit();
  await awaitKiosk(visit.page);
  await visit.page.evaluate(noteFleet, fleet.digest);
  await unlockKiosk(visit.page, PASSPHRASE);
  const back = await current(visit.page);

  onStep(`another tablet joins, and hears of ${enrolments} enrolments`);
  const other = await (await tablet()).visit();
  await setUpKiosk(other.page, PASSPHRASE);
  await join(other.page, fleet, 'Yard', false);
  await other.page.evaluate(noteFleet, '');
  const textVersion = `${FLEET_TEXT_VERSION.face}/en`;
  const enrolment = { count: enrolments, modelSha256, dimension, textVersion, pauseMs: PAUSE_MS };
  const saved = await visit.page.evaluate(enrolMany, enrolment);
  const wanted = people + enrolments;
  await other.page.waitForFunction(holds, wanted, { timeout: LONGEST_WAIT_MS });
  const { came } = await other.page.evaluate(readNotes);
  return {
    ...{ people, changes, firstReadingMs: first.currentMs - first.openMs },
    longestTaskMs: Math.max(0, ...first.tasksMs),
    ...{ peakMb: memory.peakMb - beforeMb, afterMb: memory.afterMb - beforeMb },
    ...{ returnMs: back.currentMs - back.openMs, returnLongestTaskMs: Math.max(0, ...back.tasksMs) },
    toOtherTablet: quantiles(Object.entries(saved).map(([id, atMs]) => came[id] - atMs)),
    foreignRequests: [...visit.foreignRequests, ...other.foreignRequests],
  };
}

/** Resolves when the tablet holds everybody. */
async function join(page: Page, fleet: TestTablets['console'], name: string, mayEnrol: boolean) {
  const words = await askToJoinFleet(page, PASSPHRASE);
  await page.evaluate(noteFleet, fleet.digest);
  await fleet.letIn(name, words, mayEnrol);
  return current(page);
}

async function current(page: Page) {
  await page.waitForFunction(isCurrent, null, { timeout: LONGEST_WAIT_MS });
  return page.evaluate(readNotes);
}

/** Runs in the page. */
function holds(count: number): boolean {
  const { session } = document.querySelector('kiosk-app') as unknown as {
    session: { people: { subjects: { size: number } } };
  };
  return session.people.subjects.size === count;
}

function* lazily<Item, Result>(items: readonly Item[], make: (item: Item) => Result): Generator<Result> {
  for (const item of items) yield make(item);
}
