// @vitest-environment happy-dom
/** @file The page that enrols from photos: what it asks first, what it says without a model, and what it drops. */
import { expect, it, vi } from 'vitest';
import '../../../src/console/enrol/enrol-folder.ts';
import type { PhotoExaminer } from '../../../src/console/enrol/examine-photos.ts';
import type { ConsoleSession } from '../../../src/console/site/console-session.ts';
import { PipelineError } from '../../../src/workers/pipeline-error.ts';
import { find, mount, wordsOf } from '../../ui/support/mount.ts';

async function openPage(startExaminer: () => Promise<PhotoExaminer>) {
  const people = { dropEnrolment: vi.fn(() => Promise.resolve()) };
  const rules = { decisions: { retentionDays: 10 }, isRead: true };
  const link = { hubMs: () => Date.UTC(2026, 0, 1, 12) };
  const session = Object.assign(new EventTarget(), { people, rules, link, isRead: true });
  const page = await mount('fleet-enrol-folder', {
    session: session as unknown as ConsoleSession,
    startExaminer,
  });
  return { page, people };
}

async function confirmAndChoose(page: HTMLElement & { readonly updateComplete: Promise<unknown> }) {
  const tick = find(page, 'input[type=checkbox]') as HTMLInputElement;
  tick.checked = true;
  tick.dispatchEvent(new Event('change', { bubbles: true }));
  await page.updateComplete;
  const photo = new File([Uint8Array.of(1)], 'Ada.jpg');
  Object.defineProperty(photo, 'webkitRelativePath', { value: '' });
  find(page, 'fleet-photo-picker').dispatchEvent(new CustomEvent('pick', { detail: [photo] }));
}

it('takes no photo before the consent is confirmed, whose term is the site’s', async () => {
  const { page } = await openPage(() => Promise.reject(new Error('not asked for')));
  expect(wordsOf(page)).toContain('The record is erased after January 11, 2026.');
  expect(page.shadowRoot?.querySelector('fleet-photo-picker')).toBeNull();
});

it('says so where a model cannot be loaded', async () => {
  const { page } = await openPage(() => Promise.reject(new PipelineError('modelRefused', 'x')));
  await confirmAndChoose(page);
  await vi.waitFor(() => expect(wordsOf(page)).toContain('A model’s file is missing, damaged'));
});

it('ends the models and drops every face where the page is left', async () => {
  const close = vi.fn();
  const examine = vi.fn(() => new Promise<never>(() => undefined));
  const examiner = { report: {}, failure: null, examine, close } as unknown as PhotoExaminer;
  const { page, people } = await openPage(() => Promise.resolve(examiner));
  await confirmAndChoose(page);
  await vi.waitFor(() => expect(examine).toHaveBeenCalledOnce());
  people.dropEnrolment.mockClear();
  page.remove();
  expect(close).toHaveBeenCalledOnce();
  expect(people.dropEnrolment).toHaveBeenCalledOnce();
});
