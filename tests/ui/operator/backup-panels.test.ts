// @vitest-environment happy-dom
/** @file Backups: everybody into a file, and back. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as files from '../../../src/ui/elements/save-file.ts';
import type { KioskSession } from '../../../src/kiosk/session.ts';
import '../../../src/ui/operator/export-panel.ts';
import '../../../src/ui/operator/import-panel.ts';
import { backupOf, PASSPHRASE } from '../../storage/support.ts';
import { all, choose, find, mount, press, settle, wordsOf } from '../support/mount.ts';
import { namesIn, openSession, OPERATOR, person } from '../support/session.ts';

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
  const detail = { file: bytes, passphrase };
  find(panel, 'kiosk-backup-picker').dispatchEvent(new CustomEvent('pick', { detail }));
  await settle();
}

async function choosePassphrase(panel: HTMLElement, value: string): Promise<void> {
  const field = find(panel, 'kiosk-new-passphrase');
  Object.defineProperty(field, 'value', { value });
  field.dispatchEvent(new Event('change'));
  await settle();
}

it('takes any file, since iPads grey out those of an ending that they do not know', async () => {
  const picker = await mount('kiosk-backup-picker');
  expect(find(picker, 'input[type=file]').getAttribute('accept')).toBe('');
});

it('saves no file before a passphrase is chosen', async () => {
  const panel = await mount('kiosk-export-panel', { session });
  await expect(press(panel, 'Save the backup')).rejects.toThrow('disabled');
});

it('saves everybody under the passphrase that was chosen, and says how many', async () => {
  const panel = await mount('kiosk-export-panel', { session });
  await choosePassphrase(panel, 'four words of its own');
  await press(panel, 'Save the backup');
  // A busy machine takes its time to make the key.
  await vi.waitFor(() => expect(wordsOf(find(panel, 'kiosk-note'))).toBe('Saved 2 people.'), 30_000);
  const [bytes, , name] = saved.mock.calls[0];
  // The reminder counts from here.
  expect(session.site.settings.lastBackupMs).toBeGreaterThan(Date.now() - 60_000);
  const entries = await session.access.store!.auditEntries();
  expect(entries.at(-1)?.event).toEqual({ kind: 'exported', subjects: 2 });
  expect(name).toMatch(/\.facegate$/u);
  const other = await openSession();
  const unchanged = { choices: new Map(), keepLonger: false, lookAlikes: 'asBefore' } as const;
  const bring = () => Promise.resolve(unchanged);
  expect(await other.importBackup(bytes as Blob, 'four words of its own', bring)).toMatchObject({
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

describe('a trial', () => {
  const FILE_PASSPHRASE = 'four words of its own';
  let bytes: Uint8Array;

  beforeEach(async () => {
    bytes = await backupOf(session.access.storeFor('backup'), FILE_PASSPHRASE);
  });

  async function tryIt(target: KioskSession, passphrase = FILE_PASSPHRASE, file = bytes) {
    const panel = await mount('kiosk-backup-trial', { session: target });
    await expect(press(panel, 'Try the file')).rejects.toThrow('disabled');
    await pick(panel, file, passphrase);
    await press(panel, 'Try the file');
    const answer = '[role=status], [role=alert]';
    await vi.waitFor(() => expect(all(panel, answer)).toHaveLength(1), 30_000);
    return find(panel, answer);
  }

  it('stands where backups are saved', async () => {
    const panel = await mount('kiosk-export-panel', { session });
    expect(wordsOf(find(panel, 'kiosk-backup-trial'))).toContain('No backup was tried here yet.');
  });

  it('says who is in the file, remembers that it was tried, and changes nobody', async () => {
    const before = (await session.access.store!.auditEntries()).length;
    const note = await tryIt(session);
    expect(wordsOf(note)).toMatch(
      /^The file opens\. It holds so many people: 2\. The last .* Records saves them\.$/u,
    );
    expect(note.getAttribute('tone')).toBe('good');
    const entries = await session.access.store!.auditEntries();
    expect(entries.slice(before).map(({ event }) => event)).toEqual([{ kind: 'backupTried', subjects: 2 }]);
    expect(session.site.settings.lastBackupTrialMs).toBeGreaterThan(Date.now() - 60_000);
    expect(await namesIn(session)).toEqual(['Ada', 'Bob']);
  });

  it('brings nobody in at a kiosk that has none of them', async () => {
    const empty = await openSession();
    expect(wordsOf(await tryIt(empty))).toContain('so many people: 2');
    expect(await namesIn(empty)).toEqual([]);
    expect(empty.site.settings.lastBackupTrialMs).toBeNull();
  });

  it('says who is here and not in it', async () => {
    await session.access.store!.saveSubject(person(3, 'Cyd'), 'enrolled', Date.now());
    await session.people.refresh();
    const note = await tryIt(session);
    expect(wordsOf(note)).toContain('Enrolled here and not in the file: 1.');
    expect(note.getAttribute('tone')).toBe('warn');
  });

  it.each([
    ['the passphrase is wrong', PASSPHRASE, (file: Uint8Array) => file, 'passphrase'],
    ['it was cut short', FILE_PASSPHRASE, (file: Uint8Array) => file.slice(0, -1), 'not a complete backup'],
  ])('says that it does not open where %s, and remembers no trial', async (_, passphrase, change, words) => {
    const note = await tryIt(session, passphrase, change(bytes));
    expect(wordsOf(note)).toContain(words);
    expect(session.site.settings.lastBackupTrialMs).toBeNull();
  });

  it('is for the administrator', async () => {
    await session.access.authorise(OPERATOR);
    expect(wordsOf(await tryIt(session))).toContain('Ask the administrator');
  });
});

describe('the import', () => {
  const FILE_PASSPHRASE = 'four words of its own';
  let bytes: Uint8Array;

  beforeEach(async () => {
    bytes = await backupOf(session.access.storeFor('backup'), FILE_PASSPHRASE);
  });

  async function lookInto(target: KioskSession) {
    const panel = await mount('kiosk-import-panel', { session: target });
    await expect(press(panel, 'Check the file')).rejects.toThrow('disabled');
    await pick(panel, bytes, FILE_PASSPHRASE);
    await press(panel, 'Check the file');
    await vi.waitFor(() => expect(wordsOf(find(panel, 'h2'))).toBe('What is in the file'));
    return panel;
  }
  const said = (panel: HTMLElement, words: string) =>
    vi.waitFor(() => expect(wordsOf(find(panel, '[role=status]'))).toContain(words));

  it('looks first, brings everybody in who is new, and says how many', async () => {
    const empty = await openSession();
    const panel = await lookInto(empty);
    expect(wordsOf(find(panel, 'dl'))).toContain('New here, will be imported 2');
    expect(await namesIn(empty)).toEqual([]);
    await press(panel, 'Import as chosen');
    await said(panel, 'Imported 2 people.');
    expect(await namesIn(empty)).toEqual(['Ada', 'Bob']);
  });

  it('says that there is nothing to do where all are here already', async () => {
    const panel = await lookInto(session);
    expect(wordsOf(find(panel, 'dl'))).toContain('Already here, unchanged 2');
    await press(panel, 'Import as chosen');
    await said(panel, 'Imported 0 people.');
  });

  it('asks of everybody who collides, and changes nobody without an answer', async () => {
    await session.access.store!.changeSubject(person(1, 'Ada').id, { name: 'Ada now' }, Date.now());
    await session.access.store!.eraseSubject(person(2, 'Bob').id, Date.now());
    await session.people.refresh();
    const panel = await lookInto(session);
    expect(all(panel, 'li').map(wordsOf)).toEqual([
      expect.stringContaining('The same person is here, and was changed here or there'),
      expect.stringContaining('Was erased here'),
    ]);
    expect(wordsOf(all(panel, 'li')[0])).toContain('Here: Ada now (badge B1)');
    await press(panel, 'Import as chosen');
    await said(panel, 'Imported 0 people.');
    expect(await namesIn(session)).toEqual(['Ada now']);
  });

  it('brings in what is chosen, of each or of all', async () => {
    await session.access.store!.changeSubject(person(1, 'Ada').id, { name: 'Ada now' }, Date.now());
    await session.access.store!.eraseSubject(person(2, 'Bob').id, Date.now());
    await session.people.refresh();
    const panel = await lookInto(session);
    await choose(panel, 'The same for all of them', 'replace');
    await choose(panel, 'What to do with Bob', 'add');
    await press(panel, 'Import as chosen');
    await said(panel, 'Imported 2 people.');
    expect(await namesIn(session)).toEqual(['Ada', 'Bob']);
    const entries = await session.access.store!.auditEntries();
    expect(entries.at(-1)?.event).toEqual({
      kind: 'imported',
      subjects: 2,
      replaced: 1,
      broughtBack: 1,
      leftOut: 0,
    });
  });

  it.each([
    ['is given up', (panel: HTMLElement) => press(panel, 'Import nothing')],
    ['is left', (panel: HTMLElement) => Promise.resolve().then(() => panel.remove())],
  ])('changes nothing where it %s', async (_, leave) => {
    const empty = await openSession();
    const before = (await empty.access.store!.auditEntries()).length;
    await leave(await lookInto(empty));
    await settle();
    expect(await namesIn(empty)).toEqual([]);
    expect(await empty.access.store!.auditEntries()).toHaveLength(before);
  });

  it('says why a file was refused, and changes nothing', async () => {
    const empty = await openSession();
    const panel = await mount('kiosk-import-panel', { session: empty });
    await pick(panel, bytes, PASSPHRASE);
    await press(panel, 'Check the file');
    await vi.waitFor(() => expect(wordsOf(find(panel, '[role=alert]'))).toContain('passphrase'));
    expect(empty.people.subjects.size).toBe(0);
  });
});
