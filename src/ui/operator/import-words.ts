/** @file What the administrator reads of people who collide as a backup comes in. It knows no state. */
import { msg } from '@lit/localize';
import type { ImportChoice, ImportReason } from '../../kiosk/import-review.ts';

export function importReasonText(reason: ImportReason): string {
  switch (reason) {
    case 'erased':
      return msg('Was erased here');
    case 'older':
      return msg('The same person is here, enrolled later than in the file');
    case 'newer':
      return msg('The same person is here, enrolled earlier than in the file');
    case 'other':
      return msg('The same person is here, and was changed here or there');
    case 'face':
      return msg('Somebody here has this face');
    case 'name':
      return msg('Somebody here has this name');
    case 'badge':
      return msg('Somebody else has this badge number');
  }
}

/** @param losesBadge - Coming in beside others costs the badge number and the PIN. */
export function importChoiceText(choice: ImportChoice, losesBadge: boolean): string {
  switch (choice) {
    case 'leaveOut':
      return msg('Leave out');
    case 'replace':
      return msg('Replace who is here');
    case 'add':
      return losesBadge ? msg('Import without badge and PIN') : msg('Import as well');
  }
}
