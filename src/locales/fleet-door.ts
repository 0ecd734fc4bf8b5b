/** @file What a kiosk says of the fleet that it is in. */
import { msg, str } from '@lit/localize';
import type { FleetFacts } from '../workers/protocol.ts';

export function linkText({ link }: Pick<FleetFacts, 'link'>): string {
  switch (link) {
    case 'up':
      return msg('Connected to the hub');
    case 'down':
      return msg('The hub does not answer. This door goes on by itself, and sends what it has later.');
    case 'refused':
      return msg('The hub no longer lets this door in. Ask at the console.');
  }
}

/** @param days - That the site allows; 0 where that is not known. */
export function hubOverdueText(days: number): string {
  return days === 0
    ? msg(
        'What the site allows was altered or removed. Everybody shows badge number and PIN besides the face, until the hub is heard.',
      )
    : msg(
        str`The hub was not heard for more than ${days} days, which is all that the site allows. Everybody shows badge number and PIN besides the face, until the hub is heard.`,
      );
}

/** @param days - Null for ever. */
export function hublessText(days: number | null): string {
  return days === null ? msg('For ever') : msg(str`${days} days`);
}

/** Whether the door knows what the fleet knows. */
export function syncText({ listRead, unsent, unsentEvents }: FleetFacts): string {
  if (!listRead) return msg('Reads everybody from the hub');
  if (unsent + unsentEvents === 0) return msg('Everything is sent');
  return msg(str`Still to send: people ${unsent}, records ${unsentEvents}`);
}
