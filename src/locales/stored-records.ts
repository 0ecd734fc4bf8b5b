/** @file What the operator reads of stored records that are not those that were stored last. */
import { msg, str } from '@lit/localize';
import type { Misfit } from '../storage/types.ts';
import { settingText } from './settings.ts';

/** @param place - As the set of records names it; another version may know more. */
export function recordPlaceText(place: string): string {
  switch (place) {
    case 'settings':
      return msg('Settings');
    case 'siteRules':
      return msg('Who may pass when, and what people agree to');
    case 'logDays':
      return settingText('logDays');
    case 'outbox':
      return msg('What the door is still to be told');
    case 'erased':
      return msg('The list of erased people');
    case 'auditStart':
      return msg('Where the log begins');
    case 'clock':
      return msg('The latest time of the log');
    case 'recordSet':
      return msg('What binds the records together');
    case 'person':
      return msg('A person whose record is missing, and whom the log does not name any more');
    case 'blocks':
      return msg('What the door reads of many people at once');
    case 'keys/dataKey':
      return msg('The administrator’s passphrase');
    case 'keys/operator':
      return msg('The operator’s passphrase');
    case 'keys/recovery':
      return msg('The recovery code');
    default:
      return place.startsWith('keys/passkey/') ? msg('A passkey') : place;
  }
}

/** What an entry of the log says of one record. */
export function misfitText({ record, missing, subjectId }: Misfit): string {
  if (record === 'people') return msg('Many people: it is not known which. Nobody is let in.');
  if (record === 'recordSet')
    return msg('What binds the records together is gone or old: none can be relied on.');
  if (record === 'person') {
    if (subjectId === undefined) return recordPlaceText(record);
    return missing
      ? msg('The record of this person is missing')
      : msg('The record of this person is not the one that was stored last');
  }
  const name = recordPlaceText(record);
  return missing ? msg(str`${name}: missing`) : msg(str`${name}: not as it was stored last`);
}
