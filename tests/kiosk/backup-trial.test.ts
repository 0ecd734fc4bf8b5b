/** @file What a backup that opens would bring back, and what it would lack. */
import { expect, it } from 'vitest';
import { makeSubject } from '../../simulator/builders.ts';
import type { Subject } from '../../src/core/template/types.ts';
import { type BackupTrial, lookThroughBackup } from '../../src/kiosk/backup-trial.ts';
import type { OpenedBackup } from '../../src/storage/backup.ts';
import { DEFAULT_SITE_RULES } from '../../src/storage/site-rules-codec.ts';

const [ADA, BOB, CYD] = [1, 2, 3].map((number): Subject => ({
  ...makeSubject(number),
  enrolledAtMs: 1_000 * number,
  consent: { textVersion: '1', givenAtMs: 0, retainUntilMs: 10_000 * number },
}));
const MODEL = ADA.template!.modelSha256;

function backupOf(people: readonly Subject[], count = people.length, withRules = true): OpenedBackup {
  return {
    count,
    rules: withRules ? DEFAULT_SITE_RULES : null,
    async *subjects() {
      yield* await Promise.resolve(people);
    },
  };
}

const here = (...people: readonly Subject[]) => ({
  subjects: new Map(people.map((person) => [person.id, person])),
  modelSha256: MODEL as string | null,
  expiryMs: 5_000,
});

const WHOLE: BackupTrial = {
  ...{ people: 2, newestMs: 2_000, shared: 2 },
  ...{ missing: 0, expired: 0, otherModel: 0, hasRules: true },
};

it('holds everybody', async () => {
  expect(await lookThroughBackup(backupOf([BOB, ADA]), here(ADA, BOB))).toEqual(WHOLE);
});

it.each([
  ['who is not in it', backupOf([ADA, BOB]), here(ADA, BOB, CYD), { missing: 1 }],
  ['whose consent ran out', backupOf([ADA, BOB]), { ...here(ADA, BOB), expiryMs: 10_000 }, { expired: 1 }],
  [
    'of another model',
    backupOf([ADA, BOB]),
    { ...here(ADA, BOB), modelSha256: 'b'.repeat(64) },
    { otherModel: 2 },
  ],
  ['of any model, where none runs', backupOf([ADA, BOB]), { ...here(ADA, BOB), modelSha256: null }, {}],
  ['without rules', backupOf([ADA, BOB], 2, false), here(ADA, BOB), { hasRules: false }],
  ['of another kiosk', backupOf([ADA, BOB]), here(CYD), { shared: 0, missing: 1 }],
] as const)('counts people %s', async (_, backup, kiosk, change) => {
  expect(await lookThroughBackup(backup, kiosk)).toEqual({ ...WHOLE, ...change });
});

it('counts nobody in an empty one', async () => {
  const nobody = { people: 0, newestMs: null, shared: 0, missing: 1 };
  expect(await lookThroughBackup(backupOf([]), here(ADA))).toEqual({ ...WHOLE, ...nobody });
});

it('refuses one that holds fewer than it says', async () => {
  await expect(lookThroughBackup(backupOf([ADA], 2), here(ADA))).rejects.toMatchObject({ code: 'badBackup' });
});
