/** @file What the log and Settings say of a setting. */
import { msg } from '@lit/localize';
import type { SiteField } from '../core/site/site-decisions.ts';
import type { Settings } from '../storage/settings.ts';
import type { SettingName } from '../storage/types.ts';

interface OptionText {
  readonly name: string;
  /** What it means; shown while it is chosen. */
  readonly hint: string;
}

type Choices = {
  readonly [Name in 'mode' | 'manyPeople' | 'entryRule' | 'badgeAndPin' | 'sound' | 'backend']: Readonly<
    Record<Settings[Name], OptionText>
  >;
};

/**
 * The settings that are one of a few options, in the order in which the panel shows them. A row here is all that the
 * panel needs of a new one.
 * @param hasVoice - Whether the device can speak the page's language by itself.
 */
export function settingChoices(hasVoice: boolean): Choices {
  return {
    mode: {
      identify: { name: msg('By face alone'), hint: msg('People only look into the camera.') },
      verify: {
        name: msg('Badge, then face'),
        hint: msg('People first type their badge number or pick their name, then look into the camera.'),
      },
    },
    manyPeople: {
      verify: {
        name: msg('Ask for the badge first'),
        hint: msg(
          'The model was tested with groups up to a certain size. With more people it is unknown how often it errs.',
        ),
      },
      identify: {
        name: msg('By face alone anyway'),
        hint: msg('At your own risk: it is unknown how often a stranger gets in with so many people.'),
      },
    },
    entryRule: {
      face: { name: msg('The face alone'), hint: msg('A person’s own record may ask for more.') },
      faceAndHeld: {
        name: msg('Face, then badge or PIN'),
        hint: msg('After the face everybody types their PIN, or their badge number if they have no PIN.'),
      },
    },
    badgeAndPin: {
      off: {
        name: msg('Off'),
        hint: msg('Nobody enters without their face. PINs are kept, and open nothing.'),
      },
      on: {
        name: msg('For those with a PIN'),
        hint: msg(
          'Only for people to whom you gave a PIN. Anybody who knows a badge number and its PIN gets in without being seen by the camera.',
        ),
      },
    },
    sound: {
      off: { name: msg('Nothing'), hint: msg('The screen shows everything.') },
      sounds: { name: msg('Sounds'), hint: msg('Short sounds for a prompt, a yes and a no.') },
      speech: {
        name: msg('Sounds and speech'),
        hint: hasVoice
          ? msg('Prompts and answers are also spoken, by a voice of this device, and never a name.')
          : msg('This device has no voice of its own for this language, so only sounds are heard.'),
      },
    },
    backend: {
      auto: {
        name: msg('The fastest'),
        hint: msg('Measured on this device, once for each version. Health shows the figures.'),
      },
      wasm: { name: msg('The processor'), hint: msg('WebAssembly (WASM), which every device has.') },
      webgpu: {
        name: msg('The graphics card'),
        hint: msg('WebGPU; if that fails its test, the kiosk uses the processor.'),
      },
    },
  };
}

/**
 * @param name - An entry of another version may name a setting that is unknown here; its name is then shown as it is.
 */
export function settingText(name: SettingName): string {
  switch (name) {
    case 'policy':
      return msg('How strict');
    case 'mode':
      return msg('How people are recognised');
    case 'manyPeople':
      return msg('With more people than the model was tested with');
    case 'entryRule':
      return msg('What people must show');
    case 'badgeAndPin':
      return msg('Badge and PIN instead of the face');
    case 'sound':
      return msg('Sound at the door');
    case 'backend':
      return msg('Recognition runs on');
    case 'language':
      return msg('Language of the kiosk');
    case 'cameraId':
      return msg('Camera');
    case 'cameraTurnDeg':
      return msg('Turn the camera’s picture');
    case 'camera':
      return msg('Camera of the door');
    case 'cameraFlags':
      return msg('Signs of a suspicious camera');
    case 'approvedCameraLabel':
      return msg('Camera that was accepted');
    case 'detectorsSeen':
      return msg('Detectors that the kiosk knows');
    case 'acceptedLosses':
      return msg('Models that were accepted as lost');
    case 'showLandmarks':
      return msg('Show face points on the picture');
    case 'retentionDays':
      return msg('Days that a person’s record is kept');
    case 'logDays':
      return msg('Days that the log is kept');
    case 'backupReminderDays':
      return msg('Remind of a backup after this many days');
    case 'lastBackupMs':
      return msg('Time of the last backup');
    case 'lastBackupTrialMs':
      return msg('Time when a backup was last tried');
    case 'putAway':
      return msg('Set-up steps that were dismissed');
    case 'doorOutput':
      return msg('How the door is opened');
    case 'relayPulseMs':
      return msg('How long the relay is closed');
    case 'doorTellsSubject':
      return msg('Tell the door who enters, by record number, never by name');
    case 'doorName':
      return msg('Name of the door');
    case 'relaySecret':
      return msg('Key of the relay');
    case 'kioskCode':
      return msg('Code of this kiosk');
    case 'relayKnownAs':
      return msg('Plain relay allowed by the site’s server');
    case 'webhookUrl':
      return msg('Address');
    case 'webhookSecret':
    case 'mqttSecret':
      return msg('Secret for signing orders');
    case 'mqttUrl':
      return msg('Address of the broker');
    case 'mqttTopic':
      return msg('Topic');
    case 'mqttUsername':
      return msg('User name at the broker, if it needs one');
    case 'mqttPassword':
      return msg('Password at the broker');
    case 'schedules':
      return msg('Access hours');
    case 'consent':
      return msg('Consent text');
    case 'doorFace':
      return msg('What the door shows of the site');
    default:
      return name satisfies never;
  }
}

/** @param field - An entry of another version may name one that is unknown here; its name is then shown as it is. */
export function siteFieldText(field: SiteField): string {
  switch (field) {
    case 'timeZone':
      return msg('Time zone of this site');
    case 'hublessDays':
      return msg('May work without the hub');
    case 'hours':
      return msg('When everybody may enter');
    case 'schedules':
      return msg('Schedules for some people');
    case 'consentFace':
      return msg('Consent text for people who enrol with their face');
    case 'consentFaceless':
      return msg('Consent text for people with badge and PIN only');
    default:
      return settingText(field);
  }
}

/** Beside a field that nobody changes at the door. */
export function siteDecidesText(): string {
  return msg('The site’s console decides this.');
}
