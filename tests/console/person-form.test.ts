// @vitest-environment happy-dom
/** @file The console's form of a person: the hours that it offers, and what it changes. */
import { beforeEach, expect, it, vi } from 'vitest';
import '../../src/console/person-form.ts';
import type { ConsoleSession } from '../../src/console/site/console-session.ts';
import type { KnownPerson, PersonEdit } from '../../src/console/site/people-api.ts';
import type { SiteDecisions } from '../../src/core/site/site-decisions.ts';
import { all, choose, find, mount, type, wordsOf } from '../ui/support/mount.ts';
import { named, TestSite } from './test-site.ts';

const NIGHT = { id: 'n', name: 'Night', windows: [] };
let site: TestSite;

beforeEach(async () => {
  site = await TestSite.make();
});

/** A door that has read up to a revision of the hub. */
const gate = (revision: number) => ({
  device: { id: `d${revision}`, name: `Gate ${revision}` },
  heard: { report: { revision } },
});

async function formOf(
  schedule: string | null,
  decisions: SiteDecisions,
  suspendedAtMs: number | null = null,
) {
  const { people, changes } = site.console();
  // So that one of the doors has not heard of it.
  for (const number of [2, 3]) await site.put(named(number, 'Other'));
  await site.put({ ...named(1, 'Anna'), schedule, suspendedAtMs });
  await site.read(people);
  const [person] = people.find('Anna');
  const edits: PersonEdit[] = [];
  const edit = async (id: string, change: PersonEdit): Promise<void> => {
    edits.push(change);
    await changes.edit(id, change);
  };
  const desk = { edit, holderOf: () => Promise.resolve(null) };
  const doors = { doors: [gate(1), gate(9)] };
  const session = Object.assign(new EventTarget(), { people: desk, rules: { decisions }, doors });
  const form = await mount('fleet-person-form', { session: session as unknown as ConsoleSession, person });
  // Here fields do not take their value from the attribute.
  await type(form, 'Name', 'Anna');
  const save = (): boolean => find(form, 'form').dispatchEvent(new Event('submit', { cancelable: true }));
  const stored = async (): Promise<KnownPerson> => {
    await site.read(people);
    return people.find('Anna')[0];
  };
  return { form, save, edits, stored };
}

it('gives one of the site’s schedules, and changes nothing else', async () => {
  const { form, save, edits, stored } = await formOf(null, { schedules: [NIGHT] });
  await choose(form, 'May enter', NIGHT.id);
  save();
  await vi.waitFor(async () => expect((await stored()).schedule).toBe(NIGHT.id));
  expect(edits).toEqual([{ schedule: NIGHT.id }]);
});

it('leaves the schedule to the doors where the console decides none', async () => {
  const { form, save, edits } = await formOf(null, {});
  expect(all(form, 'wa-select')).toEqual([]);
  save();
  await vi.waitFor(() => expect(edits).toEqual([{}]));
});

it('says that a schedule which is gone lets nobody in, and keeps it until another is chosen', async () => {
  const { form, save, edits } = await formOf('gone', {});
  expect(wordsOf(form)).toContain('Never: the console does not have the person’s schedule');
  save();
  await vi.waitFor(() => expect(edits).toEqual([{}]));
  await choose(form, 'May enter', 'each');
  save();
  await vi.waitFor(() => expect(edits).toEqual([{}, { schedule: null }]));
});

it('names the doors that have not heard of a suspension', async () => {
  const { form } = await formOf(null, {}, 5);
  expect(wordsOf(form)).toContain('Doors that have not heard of this: 1, which are Gate 1');
  const { form: other } = await formOf(null, {});
  expect(wordsOf(other)).not.toContain('not heard');
});
