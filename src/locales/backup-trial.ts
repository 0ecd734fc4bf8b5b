/** @file What the administrator reads of a backup that was tried. */
import { msg, str } from '@lit/localize';
import type { BackupTrial } from '../kiosk/backup-trial.ts';
import { dateText } from './moments.ts';

/** Whether it would bring back everybody who is here. */
export function isTrialGood({ missing, expired, otherModel, hasRules }: BackupTrial): boolean {
  return missing + expired + otherModel === 0 && hasRules;
}

/** Sentences: what is in it, and then whatever would be lacking. */
export function trialTexts(trial: BackupTrial): readonly string[] {
  const { people, newestMs, missing, expired, otherModel, hasRules } = trial;
  return [
    newestMs === null
      ? msg('The file opens. It holds nobody.')
      : msg(
          str`The file opens. It holds so many people: ${people}. The last of them was enrolled on ${dateText(newestMs)}.`,
        ),
    ...(missing > 0 ? [msg(str`Enrolled here and not in the file: ${missing}. Save a new backup.`)] : []),
    ...(expired > 0 ? [msg(str`Their consent has run out, so they would stay out: ${expired}.`)] : []),
    ...(otherModel > 0
      ? [msg(str`Enrolled with another model, so they would have to enrol again: ${otherModel}.`)]
      : []),
    ...(hasRules ? [] : [msg('It holds neither who may pass when nor what people agree to.')]),
    msg('Visits are not part of a backup: Records saves them.'),
  ];
}
