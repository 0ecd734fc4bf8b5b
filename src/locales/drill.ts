/** @file What a drill calls its species and answers. Pure. */
import { msg } from '@lit/localize';
import type { AttackSpecies } from '../core/site/drill.ts';
import type { PresentationResponse } from '../core/metrics/attack-rates.ts';

/** @param species - Null for the right person. */
export function speciesText(species: AttackSpecies | null): string {
  switch (species) {
    case null:
      return msg('The right person');
    case 'print':
      return msg('Print');
    case 'phoneReplay':
      return msg('Phone replay');
    case 'tabletReplay':
      return msg('Tablet replay');
    case 'mask':
      return msg('Mask');
    case 'injectedVideo':
      return msg('Injected video');
    case 'deepfake':
      return msg('Deepfake');
  }
}

/** What staff are to do for an attempt of the species. */
export function instructionText(species: AttackSpecies | null): string {
  switch (species) {
    case null:
      return msg('Somebody who is enrolled stands before the camera and does what the screen asks.');
    case 'print':
      return msg(
        'Hold a printed photo of an enrolled person before the camera. Bend it, and move it as asked.',
      );
    case 'phoneReplay':
      return msg('Play a video of an enrolled person on a phone before the camera.');
    case 'tabletReplay':
      return msg('Play a video of an enrolled person on a tablet before the camera.');
    case 'mask':
      return msg('Wear a mask of an enrolled person, and do what the screen asks.');
    case 'injectedVideo':
      return msg('Feed a video of an enrolled person in through a virtual camera, chosen under Settings.');
    case 'deepfake':
      return msg(
        'Wear the face of an enrolled person through a face-swapping virtual camera, and do what the screen asks.',
      );
  }
}

export function responseText(response: PresentationResponse): string {
  switch (response) {
    case 'accepted':
      return msg('Let in');
    case 'refused':
      return msg('Refused');
    case 'none':
      return msg('No answer');
  }
}
