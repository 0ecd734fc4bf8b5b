/** @file What is still to be done after a door was removed, for whoever looks at the console. */
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { errorText } from '../locales/errors.ts';
import { asSpoken } from '../locales/fleet-errors.ts';
import '../ui/elements/note.ts';
import type { Upkeep } from './site/upkeep.ts';

/** Nothing where nothing is left to do. */
export function upkeepNotes(upkeep: Upkeep) {
  const { left, notRevoked, failure, isSettled } = upkeep;
  if (isSettled) return nothing;
  const number = String(left);
  return html`<kiosk-note tone="warn" role="status"
    >${
      notRevoked > 0
        ? msg('The hub was not yet told to shut the removed door out.')
        : left > 0
          ? msg(str`${number} records are yet to be sealed under the new key.`)
          : msg('The doors get the new key.')
    }
    ${msg('Leave the console open. One that is opened later goes on.')}
    ${failure === null ? nothing : html`<br />${errorText(asSpoken(failure))}`}</kiosk-note
  >`;
}
