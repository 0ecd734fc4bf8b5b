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

/** Whether the door knows what the fleet knows. */
export function syncText({ listRead, unsent, unsentEvents }: FleetFacts): string {
  if (!listRead) return msg('Reads everybody from the hub');
  if (unsent + unsentEvents === 0) return msg('Everything is sent');
  return msg(str`Still to send: people ${unsent}, records ${unsentEvents}`);
}
