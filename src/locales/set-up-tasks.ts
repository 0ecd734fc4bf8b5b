/** @file What is left to do after the first run, and the reminder of a backup, in words. */
import { msg, str } from '@lit/localize';
import type { OverdueBackup } from '../core/site/backup-age.ts';
import type { SetUpTask } from '../core/site/set-up-tasks.ts';
import { dateText } from './moments.ts';

interface TaskText {
  readonly title: string;
  /** Why it should be done. */
  readonly why: string;
}

export function taskText(task: SetUpTask): TaskText {
  switch (task) {
    case 'firstPerson':
      return {
        title: msg('Enrol the first person'),
        why: msg('The door knows nobody yet.'),
      };
    case 'output':
      return {
        title: msg('Choose what opens the door'),
        why: msg('Until then this is a demonstration: the door shows whom it recognises, and opens nothing.'),
      };
    case 'backup':
      return {
        title: msg('Save a backup'),
        why: msg('If this device breaks or its browser loses its data, everybody has to enrol again.'),
      };
    case 'backupTrial':
      return {
        title: msg('Try the backup'),
        why: msg('Whether it opens, and who is in it. Nothing here changes.'),
      };
    case 'operator':
      return {
        title: msg('Give the operators a passphrase'),
        why: msg('For the daily work. The administrator’s passphrase opens everything.'),
      };
    case 'passkey':
      return {
        title: msg('Add a passkey'),
        why: msg('A second way in for the administrator, by fingerprint, face or PIN of this device.'),
      };
  }
}

export function overdueBackupText({ made, days, lastTrialMs }: OverdueBackup): string {
  if (days === null) return msg('This kiosk knows of no backup of its people.');
  return made
    ? `${msg(str`Days since the last backup: ${days}.`)} ${lastTrialText(lastTrialMs)}`
    : msg(str`Days since the set-up, without any backup: ${days}.`);
}

/** @param lastTrialMs - Milliseconds since 1970; null where none was tried. */
export function lastTrialText(lastTrialMs: number | null): string {
  return lastTrialMs === null
    ? msg('No backup was tried here yet.')
    : msg(str`A backup was last tried here on ${dateText(lastTrialMs)}.`);
}

/** What the administrator does about it, or whom an operator tells. */
export function overdueBackupAdvice(maySave: boolean): string {
  return maySave
    ? msg('Save one under Operator → Export a backup, and keep it elsewhere.')
    : msg('Ask the administrator to save one.');
}
