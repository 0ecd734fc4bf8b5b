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
      return msg('Access hours and consent text');
    case 'logDays':
      return settingText('logDays');
    case 'outbox':
      return msg('Messages that still wait for the door');
    case 'erased':
      return msg('The list of erased people');
    case 'auditStart':
      return msg('Where the log begins');
    case 'clock':
      return msg('The latest time of the log');
    case 'fleetHub':
      return msg('For how long the hub was not heard');
    case 'recordSet':
      return msg('The seal over all records');
    case 'person':
      return msg('A person whose record is missing, and who is no longer in the log');
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
    return msg('The seal over all records is missing or old: none of them can be relied on.');
  if (record === 'person') {
    if (subjectId === undefined) return recordPlaceText(record);
    return missing
      ? msg('The record of this person is missing')
      : msg('The record of this person is not the latest one');
  }
  const name = recordPlaceText(record);
  return missing ? msg(str`${name}: missing`) : msg(str`${name}: not the latest version`);
}
