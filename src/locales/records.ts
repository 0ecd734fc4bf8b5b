/** @file What the operator's records call events, outcomes and reasons. Pure; for the operator, never for the door. */
import { msg, str } from '@lit/localize';
import type { HeldFactor } from '../core/decision/entry.ts';
import type { ReasonCode } from '../core/decision/types.ts';
import type { Role } from '../core/site/permissions.ts';
import type { SecretKind } from '../core/site/secret-limit.ts';
import { decimalText } from './decimals.ts';
import type { AuditKind, Outcome } from '../storage/log/audit-query.ts';
import type { AuditEntry, ChainCheck, CredentialKind } from '../storage/types.ts';
import { roleText } from './credentials.ts';
import { doorFailureText } from './door-output.ts';
import { mayEnrolText } from './fleet.ts';
import { injectionFlagText } from './injection.ts';
import { settingText, siteFieldText } from './settings.ts';
import { misfitText, recordPlaceText } from './stored-records.ts';
import { isolated } from './written.ts';

/** The kinds that the filter offers, in its order. */
export const AUDIT_KINDS: readonly AuditKind[] = [
  'verdict',
  'enrolled',
  'reenrolled',
  'pinSet',
  'pinRemoved',
  'edited',
  'suspended',
  'resumed',
  'scheduled',
  'entryRuleSet',
  'accommodated',
  'lookAlikes',
  'joined',
  'disclosed',
  'deleted',
  'expired',
  'imported',
  'exported',
  'backupTried',
  'fromFleet',
  'fleetJoined',
  'fleetLeft',
  'siteDecided',
  'doorDecided',
  'hubOverdue',
  'hubInTime',
  'settings',
  'lockedOut',
  'faceReopened',
  'manyStrangers',
  'drill',
  'unlocked',
  'locked',
  'menuOpened',
  'secretRefused',
  'passphraseSet',
  'clockAccepted',
  'timeZoneSet',
  'cameraPinned',
  'cameraChanged',
  'cameraSuspect',
  'detectorsChanged',
  'lossAccepted',
  'modelsBack',
  'paceChanged',
  'passphraseRemoved',
  'passkeyAdded',
  'passkeyRemoved',
  'recoveryCodeSet',
  'doorConfirmed',
  'doorFailed',
  'doorRecordsDropped',
  'doorTested',
  'entriesRemoved',
  'recordMisfit',
  'recordsAccepted',
  'recordsBound',
  'settingsFellBack',
];

export const OUTCOMES: readonly Outcome[] = ['granted', 'denied', 'timedOut'];

/** A newer Facegate may have written a kind that has no words here; then the kind itself is shown. */
export function kindText(kind: AuditKind): string {
  switch (kind) {
    case 'verdict':
      return msg('Visit at the door');
    case 'enrolled':
      return msg('Enrolled');
    case 'reenrolled':
      return msg('Enrolled again');
    case 'pinSet':
      return msg('PIN set');
    case 'pinRemoved':
      return msg('PIN removed');
    case 'edited':
      return msg('Name or badge changed');
    case 'suspended':
      return msg('Suspended');
    case 'resumed':
      return msg('Suspension lifted');
    case 'scheduled':
      return msg('Hours of a person changed');
    case 'entryRuleSet':
      return msg('What the door asks of a person changed');
    case 'accommodated':
      return msg('Notes for the door about a person changed');
    case 'joined':
      return msg('Two records of one person joined');
    case 'lookAlikes':
      return msg('Decision about people who look alike');
    case 'disclosed':
      return msg('Stored data handed over');
    case 'deleted':
      return msg('Deleted');
    case 'expired':
      return msg('Erased: consent expired');
    case 'imported':
      return msg('Backup imported');
    case 'exported':
      return msg('Backup saved');
    case 'backupTried':
      return msg('Backup tried');
    case 'fromFleet':
      return msg('Changes that the fleet told of');
    case 'fleetJoined':
      return msg('Joined a fleet');
    case 'fleetLeft':
      return msg('Left the fleet');
    case 'siteDecided':
      return msg('Changed by the site’s console');
    case 'doorDecided':
      return msg('The site’s console named this door, or said what it may do');
    case 'hubOverdue':
      return msg('The hub was not heard for too long: badge and PIN are asked for');
    case 'hubInTime':
      return msg('Badge and PIN are no longer asked for because of the hub');
    case 'settings':
      return msg('Settings changed');
    case 'lockedOut':
      return msg('Face closed for a while');
    case 'faceReopened':
      return msg('Face opened again');
    case 'manyStrangers':
      return msg('Too many strangers: badge or PIN asked as well');
    case 'drill':
      return msg('Drill');
    case 'unlocked':
      return msg('Kiosk unlocked');
    case 'locked':
      return msg('Kiosk locked');
    case 'menuOpened':
      return msg('Operator menu opened');
    case 'secretRefused':
      return msg('Wrong passphrase, passkey or code');
    case 'passphraseSet':
      return msg('Passphrase set');
    case 'clockAccepted':
      return msg('Clock confirmed as right');
    case 'timeZoneSet':
      return msg('Time zone of the site set, from this device');
    case 'cameraPinned':
      return msg('Camera set as the door’s own');
    case 'cameraChanged':
      return msg('A camera other than the door’s own');
    case 'cameraSuspect':
      return msg('The camera looks suspicious');
    case 'detectorsChanged':
      return msg('The kiosk runs on other detectors');
    case 'lossAccepted':
      return msg('Lost models accepted');
    case 'modelsBack':
      return msg('Lost models are back');
    case 'paceChanged':
      return msg('The device became slower or faster');
    case 'passphraseRemoved':
      return msg('Passphrase removed');
    case 'passkeyAdded':
      return msg('Passkey added');
    case 'passkeyRemoved':
      return msg('Passkey removed');
    case 'recoveryCodeSet':
      return msg('New recovery code');
    case 'doorConfirmed':
      return msg('The door confirmed');
    case 'doorFailed':
      return msg('The door did not confirm');
    case 'doorRecordsDropped':
      return msg('Late messages for the door discarded');
    case 'doorTested':
      return msg('Door tested by an operator');
    case 'entriesRemoved':
      return msg('Old entries removed');
    case 'recordMisfit':
      return msg('A stored record is missing or was replaced');
    case 'recordsAccepted':
      return msg('Missing or replaced records accepted');
    case 'recordsBound':
      return msg('Stored records are sealed as a set from now on');
    case 'settingsFellBack':
      return msg('Altered settings set to their safest value');
    default:
      return kind;
  }
}

export function outcomeText(outcome: Outcome): string {
  switch (outcome) {
    case 'granted':
      return msg('Let in');
    case 'denied':
      return msg('Refused');
    case 'timedOut':
      return msg('Ran out of time');
  }
}

/** Tells the operator which check refused somebody. The door does not show this. */
export function refusalText(reason: ReasonCode): string {
  switch (reason) {
    case 'matched':
      return msg('Recognised');
    case 'badgeAndPin':
      return msg('Badge and PIN');
    case 'badgeAndPinWrong':
      return msg('Wrong badge or PIN');
    case 'unknownSubject':
      return msg('Unknown face');
    case 'notTheClaimedSubject':
      return msg('Not who they said');
    case 'ambiguous':
      return msg('Matches two people');
    case 'fakeSuspected':
      return msg('Looked like a fake');
    case 'fakeSignalMissing':
      return msg('No check for fakes');
    case 'deviceTooSlow':
      return msg('Device too slow for the policy');
    case 'livenessFailed':
      return msg('Challenge failed');
    case 'livenessSignalMissing':
      return msg('A liveness check was missing');
    case 'noAlternative':
      return msg('Asked for badge and PIN instead');
    case 'qualityTooLow':
      return msg('Picture too poor');
    case 'severalFaces':
      return msg('Several faces');
    case 'faceLost':
      return msg('Left too early');
    case 'notPermitted':
      return msg('Has no access');
    case 'outsideSchedule':
      return msg('Outside their hours');
    case 'scheduleNotTrusted':
      return msg('Hours could not be checked');
    case 'faceClosed':
      return msg('Face closed for a while');
    case 'heldLacking':
      return msg('Has neither badge nor PIN');
    case 'heldNotGiven':
      return msg('Badge or PIN not shown');
    case 'heldWrong':
      return msg('Wrong badge or PIN after the face');
    case 'galleryEmpty':
      return msg('Nobody enrolled');
  }
}

/** What happened, in one line. */
export function entryText({ event }: AuditEntry): string {
  if (event.kind !== 'verdict') return kindText(event.kind);
  const { outcome, reason } = event.verdict;
  return outcome === 'granted' && reason === 'matched'
    ? outcomeText(outcome)
    : `${outcomeText(outcome)}: ${refusalText(reason)}`;
}

/** What else the entry says; empty when nothing. It never says how near somebody came to the threshold. */
export function entryDetail({ event }: AuditEntry): string {
  switch (event.kind) {
    case 'verdict':
      return event.verdict.source === 'file'
        ? msg('Demo with a video')
        : [msg(str`after ${decimalText(event.verdict.elapsedMs / 1_000, 1)} s`), heldText(event.verdict.held)]
            .filter((text) => text !== '')
            .join(', ');
    case 'doorFailed':
      return event.reason === undefined ? '' : doorFailureText(event.reason);
    case 'doorRecordsDropped':
      return event.records === null
        ? msg('They were altered; nobody knows how many.')
        : msg(str`Number: ${event.records}`);
    case 'entriesRemoved': {
      const { removed, lastIndex, firstBroken } = event;
      const text = msg(str`Number: ${removed}, up to No. ${lastIndex}`);
      return firstBroken === null
        ? text
        : `${text}. ${msg(str`From No. ${firstBroken} on they had been altered.`)}`;
    }
    case 'unlocked':
      return event.role === undefined || event.by === undefined ? '' : whoText(event.role, event.by);
    case 'menuOpened':
      return whoText(event.role, event.by);
    case 'secretRefused':
      return msg(str`${secretText(event.by)}, wrong tries: ${event.tries}`);
    case 'passphraseSet':
    case 'passphraseRemoved':
    case 'passkeyAdded':
    case 'passkeyRemoved':
      return event.role === undefined ? '' : roleText(event.role);
    case 'manyStrangers':
      return msg(str`Unknown faces within an hour: ${event.faces}`);
    case 'entryRuleSet':
      return event.rule === 'face' ? msg('The face alone') : msg('Face, then badge or PIN');
    case 'lookAlikes':
      return event.decided === 'faceAndHeld'
        ? msg(str`Badge or PIN after the face, for all of them: ${event.lookAlikeIds.length + 1}`)
        : msg(str`Left as it was, for all of them: ${event.lookAlikeIds.length + 1}`);
    case 'imported':
    case 'exported':
    case 'backupTried':
      return msg(str`People: ${event.subjects}`);
    case 'fromFleet':
      return msg(str`People stored: ${event.saved}, erased: ${event.erased}`);
    case 'timeZoneSet':
      return event.timeZone;
    case 'cameraPinned':
      return isolated(event.label);
    case 'cameraChanged':
      return event.expected === null
        ? isolated(event.label)
        : msg(str`${event.label}, and not ${event.expected}`);
    case 'cameraSuspect':
      return [isolated(event.label), ...event.flags.map(injectionFlagText)].join(' · ');
    case 'detectorsChanged':
    case 'lossAccepted':
    case 'modelsBack':
      return event.models.map(({ name }) => name).join(' · ');
    case 'paceChanged':
      return event.tooSlow
        ? msg(str`${decimalText(event.framesPerSecond, 1)} frames a second: too slow for the policy`)
        : msg(str`${decimalText(event.framesPerSecond, 1)} frames a second`);
    case 'siteDecided':
      return event.changed.map(siteFieldText).join(' · ');
    case 'doorDecided':
      return mayEnrolText(event.mayEnrol);
    case 'hubOverdue':
      return msg(str`Allowed: ${event.days} days`);
    case 'settings':
      return event.changed.map(settingText).join(' · ');
    case 'settingsFellBack':
      return event.settings.map(settingText).join(' · ');
    case 'recordMisfit':
      return misfitText(event);
    case 'recordsAccepted':
      return event.records.map(recordPlaceText).join(' · ');
    case 'recordsBound':
      return msg(str`People: ${event.people}`);
    default:
      return '';
  }
}

function heldText(held: HeldFactor | undefined): string {
  switch (held) {
    case undefined:
      return '';
    case 'badge':
      return msg('with badge');
    case 'pin':
      return msg('with PIN');
    case 'badgeAndPin':
      return msg('with badge and PIN');
  }
}

function whoText(role: Role, by: CredentialKind): string {
  switch (by) {
    case 'passphrase':
      return msg(str`${roleText(role)}, by passphrase`);
    case 'passkey':
      return msg(str`${roleText(role)}, by passkey`);
    case 'recoveryCode':
      return msg(str`${roleText(role)}, by recovery code`);
  }
}

function secretText(kind: SecretKind): string {
  switch (kind) {
    case 'passphrase':
      return msg('Passphrase');
    case 'passkey':
      return msg('Passkey');
    case 'recoveryCode':
      return msg('Recovery code');
    case 'backup':
      return msg('Passphrase of the backup');
  }
}

export function chainText(check: ChainCheck): string {
  return check.intact
    ? msg(str`The log is intact: all ${check.entries} entries are in order.`)
    : msg(
        str`Entry ${check.firstBroken} is the first that is wrong: it was altered or removed. The entries before it are intact. Nothing from there on can be relied on.`,
      );
}
