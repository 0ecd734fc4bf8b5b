// @vitest-environment happy-dom
/** @file Wrong secrets at a real kiosk session: they are logged and wait, also over a reload, and lock nobody out. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { KioskSession } from '../../src/kiosk/session.ts';
import { SecretGate } from '../../src/kiosk/secret-gate.ts';
import { doCountGuesses } from '../../src/storage/keys/count-guesses.ts';
import { makeRecoveryCode } from '../../src/storage/keys/recovery-code.ts';
import { sealBackup } from '../../src/storage/backup.ts';
import { DEFAULT_SETTINGS } from '../../src/storage/settings.ts';
import { StorageError } from '../../src/storage/errors.ts';
import type { AuditEvent } from '../../src/storage/types.ts';
import { CHEAP_KDF, freshStorage, PASSPHRASE } from '../storage/support.ts';
import '../ui/support/session.ts';

/** What the estimate says of every passphrase. */
const rule = { guesses: 20 };
doCountGuesses(() => Promise.resolve(rule.guesses));

const CODE = makeRecoveryCode(crypto);
const OTHER = 'lantern gravel teapot canyon';

let session: KioskSession;
let storage: ReturnType<typeof freshStorage>['storage'];

beforeEach(async () => {
  localStorage.clear();
  ({ storage } = freshStorage());
  session = new KioskSession('http://localhost/', storage);
  await session.open(await storage.initialise(PASSPHRASE, DEFAULT_SETTINGS, Date.now(), CODE));
  session.access.dismiss();
});

afterEach(() => {
  vi.restoreAllMocks();
});

async function failTimes(times: number, attempt: () => Promise<unknown>): Promise<void> {
  for (let at = 0; at < times; at += 1) await expect(attempt()).rejects.toBeInstanceOf(StorageError);
}

async function refusals(): Promise<readonly AuditEvent[]> {
  const entries = (await session.access.store?.auditEntries()) ?? [];
  return entries.map(({ event }) => event).filter(({ kind }) => kind === 'secretRefused');
}

/** The page is loaded anew: another session over the same store and the same browser. */
function reload(): void {
  session.access.store?.lock();
  session = new KioskSession('http://localhost/', storage);
}

it('logs each wrong passphrase at the menu, and then makes it wait without asking', async () => {
  await failTimes(4, () => session.access.authorise(OTHER));
  expect(await refusals()).toEqual(Array(4).fill({ kind: 'secretRefused', by: 'passphrase', tries: 1 }));
  // The right one does not pass either, or a guess would cost nothing.
  await expect(session.access.authorise(PASSPHRASE)).rejects.toMatchObject({ name: 'TriedTooOftenError' });
  expect(session.access.role).toBeNull();
});

it('leaves the door to faces while wrong tries keep the menu shut', async () => {
  expect([session.isMenuInUse(false), session.isMenuInUse(true)]).toEqual([false, true]);
  await failTimes(4, () => session.access.authorise(OTHER));
  expect(session.isMenuInUse(true)).toBe(false);
  // Somebody who came in by another kind of secret has the menu to themselves.
  vi.spyOn(session.access, 'role', 'get').mockReturnValue('administrator');
  expect(session.isMenuInUse(true)).toBe(true);
});

it('lets the administrator in once the wait is over, and begins anew then', async () => {
  await failTimes(4, () => session.access.authorise(OTHER));
  const waitMs = session.secrets.waitMs('passphrase');
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + waitMs);
  await session.access.authorise(PASSPHRASE);
  expect(session.access.role).toBe('administrator');
  await failTimes(3, () => session.access.authorise(OTHER));
  expect(session.secrets.waitMs('passphrase')).toBe(0);
});

it('goes on waiting after a reload, and the log has it once the kiosk is open', async () => {
  await session.lock();
  await failTimes(4, () => session.unlock(OTHER));
  reload();
  await expect(session.unlock(PASSPHRASE)).rejects.toMatchObject({ name: 'TriedTooOftenError' });
  // The recovery code has waits of its own: nobody at the screen locks the administrator out.
  await session.open(
    await session.recover({ code: CODE, passphrase: OTHER, nextCode: makeRecoveryCode(crypto) }),
  );
  expect(await refusals()).toEqual([{ kind: 'secretRefused', by: 'passphrase', tries: 4 }]);
});

it('treats the recovery code and a backup’s passphrase alike', async () => {
  await session.access.authorise(PASSPHRASE);
  const file = await sealBackup({ subjects: [], rules: null }, PASSPHRASE, { kdf: CHEAP_KDF });
  await failTimes(4, () => session.importBackup(file, OTHER, () => Promise.resolve(null)));
  expect(await refusals()).toEqual(Array(4).fill({ kind: 'secretRefused', by: 'backup', tries: 1 }));
  await session.lock();
  const wrong = { code: makeRecoveryCode(crypto), passphrase: OTHER, nextCode: makeRecoveryCode(crypto) };
  await failTimes(4, () => session.recover(wrong));
  for (const kind of ['backup', 'recoveryCode'] as const) {
    expect(session.secrets.waitMs(kind)).toBeGreaterThan(0);
  }
  expect(session.secrets.waitMs('passphrase')).toBe(0);
  await session.unlock(PASSPHRASE);
  expect(await refusals()).toContainEqual({ kind: 'secretRefused', by: 'recoveryCode', tries: 4 });
});

it('makes a wrong passkey wait, and not the passphrase', async () => {
  const passkey = { id: new Uint8Array(16), secret: new Uint8Array(32) };
  await failTimes(4, () => session.access.authorise(passkey));
  await expect(session.access.authorise(passkey)).rejects.toMatchObject({ name: 'TriedTooOftenError' });
  await session.access.authorise(PASSPHRASE);
  expect(await refusals()).toHaveLength(4);
});

it('counts only what is wrong, not what was cancelled or damaged', async () => {
  const gate = new SecretGate(() => undefined);
  for (let at = 0; at < 9; at += 1) {
    await expect(
      gate.pass('backup', null, () => Promise.reject(new StorageError('badBackup'))),
    ).rejects.toThrow();
  }
  expect(gate.waitMs('backup')).toBe(0);
});

it('takes a number of tries that somebody has garbled for none', () => {
  localStorage.setItem('facegate.wrongTries', '{"passphrase":{"wrong":"many"}}');
  expect(new SecretGate(() => undefined).waitMs('passphrase')).toBe(0);
});

it('opens with a passphrase from before the present rule, and says whose it is until it is changed', async () => {
  await session.lock();
  rule.guesses = 5;
  await session.unlock(PASSPHRASE);
  await vi.waitFor(() => expect([...session.access.guessable]).toEqual(['administrator']));
  rule.guesses = 20;
  await session.access.authorise(PASSPHRASE);
  await session.access.changeCredentials({ kind: 'setPassphrase', role: 'administrator', passphrase: OTHER });
  expect(session.access.guessable.size).toBe(0);
});
