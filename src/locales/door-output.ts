/** @file What the operator reads about door outputs: the result of an order, and mistakes in their settings. Pure. */
import { msg, str } from '@lit/localize';
import type { DoorFailure, DoorOutcome } from '../core/site/door-order.ts';
import type { DoorTrouble } from '../kiosk/door-notice.ts';
import type { ReasonText } from './reasons.ts';
import { isDoorAddress, isDoorName, isTopic, MIN_SECRET_CHARACTERS } from '../storage/settings.ts';
import type { Settings } from '../storage/settings.ts';
import { isolated } from './written.ts';

export function doorFailureText(reason: DoorFailure): string {
  switch (reason) {
    case 'tooLate':
      return msg('It came too late: a grant opens the door within a few seconds or not at all.');
    case 'notSetUp':
      return msg('The door output is not set up: its address or its secret is missing.');
    case 'blocked':
      return msg('The kiosk’s content security policy does not let it reach the address.');
    case 'unreachable':
      return msg('There was no answer in time.');
    case 'refused':
      return msg('The other side refused. Check the address, and the secret or the password.');
    case 'notConfirmed':
      return msg('The other side took the order without confirming it.');
    case 'nobodyListens':
      return msg('The broker has the order, but nobody listens to the topic.');
    case 'needsMqtt5':
      return msg('The broker speaks an older MQTT only. The kiosk needs MQTT 5.');
    case 'noRelay':
      return msg('The relay is not there. Plug it in, or choose it under Operator → Door output.');
    case 'unknownKiosk':
      return msg(
        'A plain relay does not open the door for this kiosk: the site’s server does not list it yet.',
      );
  }
}

/** What an output does, where the operator chooses it. */
export function doorOutputHint(kind: Settings['doorOutput']): string {
  switch (kind) {
    case 'none':
      return msg('Nothing yet: the door says whom it recognises, and that this is a demonstration.');
    case 'relay':
      return msg(
        'A relay closes its contact for a moment. It is a controller with a key, or a plain USB relay such as the LCUS-1. Wire the door opener to COM and NO.',
      );
    case 'webhook':
      return msg('The kiosk sends a signed request to your own server, which opens the door.');
    case 'mqtt':
      return msg(
        'The kiosk tells your MQTT broker over WebSocket; a controller that listens opens the door.',
      );
  }
}

/** The result of the operator's test. */
export function doorOutcomeText(outcome: DoorOutcome, settings: Settings): string {
  switch (outcome.kind) {
    case 'none':
      return msg('Nothing yet: the door says whom it recognises, and that this is a demonstration.');
    case 'sent':
      return msg(str`The relay was told to close for ${settings.relayPulseMs} ms. Did the door open?`);
    case 'confirmed':
      return settings.doorOutput === 'mqtt'
        ? msg('The broker has the order, and somebody listens to the topic. Did the door open?')
        : msg('The door confirmed. Did it open?');
    case 'failed':
      return doorFailureText(outcome.reason);
  }
}

/**
 * @param blocked - The origin that the page may not reach yet.
 * @param mayReach - The origins that it may reach.
 */
export function blockedText(blocked: string, mayReach: readonly string[]): string {
  const origin = isolated(blocked);
  const command = isolated(`npm start -- --door ${[...mayReach, blocked].join(' ')}`);
  return msg(
    str`The kiosk is not allowed to reach ${origin}: its content security policy allows only the addresses that it was built for. Serve it with ${command}, then install the new version from this menu.`,
  );
}

/** What is wrong with the settings of the chosen output; null when nothing is. */
export function doorSettingsProblem(settings: Settings): string | null {
  const { doorOutput, doorName, webhookUrl, webhookSecret, mqttUrl, mqttTopic, mqttSecret, relaySecret } =
    settings;
  const secretProblem = (secret: string): string | null =>
    secret.length < MIN_SECRET_CHARACTERS
      ? msg(str`Enter the secret, of ${MIN_SECRET_CHARACTERS} characters or more.`)
      : null;
  if ((doorOutput === 'webhook' || doorOutput === 'mqtt') && !isDoorName(doorName)) return nameProblem();
  if (doorOutput === 'relay' && relaySecret !== '') {
    return isDoorName(doorName) ? secretProblem(relaySecret) : nameProblem();
  }
  if (doorOutput === 'webhook') {
    if (!isDoorAddress(webhookUrl, 'http')) {
      return msg(
        'The address must begin with https://. Plain http:// is for this device itself, as http://localhost. It must not contain a name or a password.',
      );
    }
    return secretProblem(webhookSecret);
  }
  if (doorOutput === 'mqtt') {
    if (!isDoorAddress(mqttUrl, 'ws')) {
      return msg(
        'The address must begin with wss://. Plain ws:// is for this device itself, as ws://localhost. It must not contain a name or a password.',
      );
    }
    if (!isTopic(mqttTopic)) {
      return msg('The topic must be words separated by slashes, without # and +.');
    }
    return secretProblem(mqttSecret);
  }
  return null;
}

function nameProblem(): string {
  return msg(
    'Use letters and digits for the door’s name. Spaces, dots, dashes and underscores are allowed between them.',
  );
}

/** What the person reads who was granted entry while the door stays shut. */
export function doorTroubleText(trouble: DoorTrouble): ReasonText {
  switch (trouble) {
    case 'unlogged':
      return { title: msg('The door did not open'), advice: msg('Please ask at the desk.') };
    case 'unanswered':
      return {
        title: msg('You are recognised, but the door did not answer'),
        advice: msg('Please ask at the desk.'),
      };
  }
}
