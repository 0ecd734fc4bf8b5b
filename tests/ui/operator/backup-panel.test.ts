// @vitest-environment happy-dom
/** @file Backups: everybody into a file, and back. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import * as files from '../../../src/ui/elements/save-file.ts';
import type { KioskSession } from '../../../src/kiosk/session.ts';
import '../../../src/ui/operator/backup-panel.ts';
import { PASSPHRASE } from '../../storage/support.ts';
import { find, mount, press, settle, wordsOf } from '../support/mount.ts';
import { openSession, OPERATOR, person } from '../support/session.ts';

vi.mock(import('../../../src/ui/elements/save-file.ts'), () => ({ saveFile: vi.fn() }));
const saved = vi.mocked(files.saveFile);

let session: KioskSession;

beforeEach(async () => {
  session = await openSession([person(1, 'Ada'), person(2, 'Bob')]);
});

afterEach(() => {
  saved.mockReset();
});

/** As the picker says it: a file, and the passphrase that was typed for it. */
async function pick(panel: HTMLElement, bytes: Uint8Array, passphrase: string): Promise<void> {
  const detail = { bytes, passphrase };
  find(panel, 'kiosk-backup-picker').dispatchEvent(new CustomEvent('pick', { detail }));
  await settle();
}

async function choosePassphrase(panel: HTMLElement, value: string): Promise<void> {
  const field = find(panel, 'kiosk-new-passphrase');
  Object.defineProperty(field, 'value', { value });
  field.dispatchEvent(new Event('change'));
  await settle();
}

it('saves no file before a passphrase is chosen', async () => {
  const panel = await mount('kiosk-export-panel', { session });
  await expect(press(panel, 'Save the backup')).rejects.toThrow('disabled');
});

it('saves everybody under the passphrase that was chosen, and says how many', async () => {
  const panel = await mount('kiosk-export-panel', { session });
  await choosePassphrase(panel, 'four words of its own');
  await press(panel, 'Save the backup');
  await vi.waitFor(() => expect(wordsOf(find(panel, 'kiosk-note'))).toBe('Saved 2 people.'));
  const [bytes, , name] = saved.mock.calls[0];
  expect(name).toMatch(/\.facegate$/u);
  const other = await openSession();
  expect(await other.importBackup(bytes as Uint8Array, 'four words of its own')).toMatchObject({
    subjects: 2,
  });
});

it('saves no file for somebody who may not', async () => {
  const panel = await mount('kiosk-export-panel', { session });
  await choosePassphrase(panel, 'four words of its own');
  await session.access.authorise(OPERATOR);
  await press(panel, 'Save the backup');
  await vi.waitFor(() => expect(wordsOf(find(panel, '[role=alert]'))).toContain('Ask the administrator'));
  expect(saved).not.toHaveBeenCalled();
});

it('brings everybody of a file in, and says how many', async () => {
  const bytes = await session.access.storeFor('backup').exportBackup('four words of its own');
  const empty = await openSession();
  const panel = await mount('kiosk-import-panel', { session: empty });
  await expect(press(panel, 'Import')).rejects.toThrow('disabled');
  await pick(panel, bytes, 'four words of its own');
  await press(panel, 'Import');
  await vi.waitFor(() => expect(wordsOf(find(panel, '[role=status]'))).toContain('Imported 2 people.'));
  expect([...empty.people.subjects.values()].map(({ name }) => name).sort()).toEqual(['Ada', 'Bob']);
});

it('says why a file was refused, and changes nothing', async () => {
  const bytes = await session.access.storeFor('backup').exportBackup('four words of its own');
  const empty = await openSession();
  const panel = await mount('kiosk-import-panel', { session: empty });
  await pick(panel, bytes, PASSPHRASE);
  await press(panel, 'Import');
  await vi.waitFor(() => expect(wordsOf(find(panel, '[role=alert]'))).toContain('passphrase'));
  expect(empty.people.subjects.size).toBe(0);
});
