// @vitest-environment happy-dom
/** @file A new passphrase: the rule before anybody types, and a value only for one that keeps it. */
import { beforeEach, expect, it, vi } from 'vitest';
import { StorageError } from '../../../src/storage/errors.ts';
import * as rule from '../../../src/storage/keys/passphrase.ts';
import '../../../src/ui/credentials/new-passphrase.ts';
import type { KioskNewPassphrase } from '../../../src/ui/credentials/new-passphrase.ts';
import { find, mount, type, wordsOf } from '../support/mount.ts';

vi.mock('../../../src/storage/keys/passphrase.ts', { spy: true });

const GOOD = 'kettle orbit violin moss';

let form: KioskNewPassphrase;

beforeEach(async () => {
  form = await mount('kiosk-new-passphrase');
});

async function typeTwice(passphrase: string): Promise<void> {
  await type(form, 'Passphrase', passphrase);
  await type(form, 'The same again', passphrase);
}

const said = () => wordsOf(find(form, '[role=status]'));

it('tells the rule before anybody types', () => {
  expect(find(form, 'wa-input[name=new-passphrase]').getAttribute('hint')).toContain('four unrelated words');
});

it('has a value once the passphrase was judged good and typed twice', async () => {
  await typeTwice(GOOD);
  expect(form.value).toBeNull();
  await expect.poll(() => form.value).toBe(GOOD);
  expect(said()).toBe('Strong.');
  await type(form, 'The same again', 'kettle orbit');
  expect(form.value).toBeNull();
});

it('has none for one that a program guesses soon', async () => {
  await typeTwice('Password1234!');
  await expect.poll(said).toContain('A program would guess this quickly');
  expect(form.value).toBeNull();
});

it('has none while nothing can judge it, and says so', async () => {
  vi.mocked(rule.judgePassphrase).mockRejectedValueOnce(new StorageError('passphraseUnjudged'));
  await typeTwice(GOOD);
  await expect.poll(said).toContain('cannot be checked');
  expect(form.value).toBeNull();
});
