/** @file What an unlocked kiosk adds to the set-up check: camera, models and people of this door. */
import { msg, str } from '@lit/localize';
import type { OpenedFacts } from '../kiosk/preflight-facts.ts';
import { cameraClosureText } from './closures.ts';
import { guessablePassphraseText } from './credentials.ts';
import { hubOverdueText } from './fleet-door.ts';
import { injectionFlagText } from './injection.ts';
import { silentModelText } from './models.ts';
import { manyPeopleText } from './operating.ts';
import { overdueBackupAdvice, overdueBackupText } from './set-up-tasks.ts';
import { check, type PreflightCheck } from './preflight-check.ts';

/** Nothing where all is well, and nothing of a kiosk that is locked. */
export function openedChecks(opened: OpenedFacts | null): readonly PreflightCheck[] {
  if (opened === null) return [];
  const { closures, cameraFlags, silentModels, guessable, manyPeople, overdueBackup, hubOverdueDays } =
    opened;
  const camera = msg('Camera');
  return [
    ...closures.map((closure) => check(`closure-${closure}`, camera, 'shut', cameraClosureText(closure))),
    ...cameraFlags.map((flag) => check(`flag-${flag}`, camera, 'warn', injectionFlagText(flag))),
    ...silentModels.map((name) => check(`silent-${name}`, msg('Models'), 'shut', silentModelText(name))),
    ...peopleChecks(opened),
    ...(hubOverdueDays === null ? [] : [check('hub', msg('Hub'), 'warn', hubOverdueText(hubOverdueDays))]),
    ...(manyPeople === null
      ? []
      : [check('many-people', msg('People'), 'warn', manyPeopleText(manyPeople.most, manyPeople.mode))]),
    ...guessable.map((role) =>
      check(`guessable-${role}`, msg('Passphrase'), 'warn', guessablePassphraseText(role)),
    ),
    ...(overdueBackup === null ? [] : [backupCheck(overdueBackup)]),
  ];
}

function backupCheck(overdue: NonNullable<OpenedFacts['overdueBackup']>): PreflightCheck {
  const detail = `${overdueBackupText(overdue)} ${overdueBackupAdvice(overdue.maySave)}`;
  return check('backup', msg('Backup'), 'warn', detail);
}

function peopleChecks({ recordsDoubted, unreadablePeople, outdatedPeople }: OpenedFacts): PreflightCheck[] {
  const checks: PreflightCheck[] = [];
  const stored = msg('Stored records');
  if (recordsDoubted) {
    const detail = msg(
      'These stored records are not the latest ones. Somebody may have put back old ones or removed some.',
    );
    checks.push(check('records', stored, 'bad', detail));
  }
  if (unreadablePeople > 0) {
    const detail = msg(
      str`${unreadablePeople} stored records were altered or damaged. Delete them under People and enrol again.`,
    );
    checks.push(check('unreadable', stored, 'bad', detail));
  }
  if (outdatedPeople > 0) {
    const detail = msg(str`${outdatedPeople} people enrolled with another model and have to enrol again.`);
    checks.push(check('outdated', msg('People'), 'warn', detail));
  }
  return checks;
}
