// @vitest-environment happy-dom
/** @file The form for a passphrase: busy, wrong, accepted. */
import { beforeEach, expect, it, vi } from 'vitest';
import { StorageError } from '../../../src/storage/errors.ts';
import type { KioskPassphraseForm } from '../../../src/ui/credentials/passphrase-form.ts';
import '../../../src/ui/credentials/passphrase-form.ts';
import { all, field, find, heard, mount, press, type, wordsOf } from '../support/mount.ts';

const check = vi.fn<(passphrase: string) => Promise<void>>();
let form: KioskPassphraseForm;
let accepted: unknown[];

beforeEach(async () => {
  check.mockReset();
  form = await mount('kiosk-passphrase-form', { check });
  accepted = heard(form, 'accepted');
});

async function enter(passphrase: string): Promise<void> {
  await type(form, 'Passphrase', passphrase);
  await press(form, 'Continue');
}

it('hands on what was typed, and forgets it once it is accepted', async () => {
  check.mockResolvedValue();
  await enter('open sesame');
  await vi.waitFor(() => expect(accepted).toHaveLength(1));
  expect(check).toHaveBeenCalledExactlyOnceWith('open sesame');
  expect(field(form, 'Passphrase').value).toBe('');
});

it('shows what is typed to nobody', () => {
  expect(field(form, 'Passphrase').getAttribute('type')).toBe('password');
});

it('is busy while it is checked, and checks once', async () => {
  check.mockReturnValue(new Promise(() => undefined));
  await enter('open sesame');
  expect(find(form, 'wa-button').hasAttribute('loading')).toBe(true);
  await press(form, 'Continue');
  await vi.waitFor(() => expect(check).toHaveBeenCalledOnce());
  expect(accepted).toEqual([]);
});

it('says that a passphrase is wrong, and lets it be typed again', async () => {
  check.mockRejectedValueOnce(new StorageError('wrongPassphrase'));
  await enter('wrong');
  await vi.waitFor(() => expect(wordsOf(find(form, '[role=alert]'))).toContain('Wrong passphrase'));
  expect(find(form, 'wa-button').hasAttribute('loading')).toBe(false);
  expect(accepted).toEqual([]);
  check.mockResolvedValue();
  await enter('right');
  await vi.waitFor(() => expect(accepted).toHaveLength(1));
  expect(all(form, '[role=alert]')).toEqual([]);
});

it('says what else went wrong', async () => {
  check.mockRejectedValueOnce(new Error('The disk is on fire.'));
  await enter('open sesame');
  await vi.waitFor(() => expect(wordsOf(find(form, '[role=alert]'))).toContain('The disk is on fire.'));
});

it('checks nothing while nothing is typed', async () => {
  await press(form, 'Continue');
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(check).not.toHaveBeenCalled();
});
