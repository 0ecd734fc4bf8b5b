/**
 * @file The keys on the screen that both pads at the door have: ten digits, one to delete, one to go on. Numbers run
 * from left to right in every language, and so do the keys.
 */
import { msg } from '@lit/localize';
import { type TemplateResult, html } from 'lit';
import '../elements/kiosk-icon.ts';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/**
 * The last key submits the form around it. For components that use `padStyles`.
 *
 * @param typed - What was typed so far.
 * @param onType - Takes what is typed now.
 * @param go - What the last key does, in words.
 */
export function digitKeys(
  typed: string,
  onType: (text: string) => void,
  go: { readonly label: string; readonly disabled?: boolean },
): TemplateResult {
  const key = (digit: string) =>
    html`<button type="button" @click=${() => onType(typed + digit)}>${digit}</button>`;
  return html`<div class="keys" dir="ltr">
    ${DIGITS.map(key)}
    <button
      type="button"
      aria-label=${msg('Delete the last digit')}
      @click=${() => onType(typed.slice(0, -1))}
    >
      <kiosk-icon name="delete-left"></kiosk-icon>
    </button>
    ${key('0')}
    <button class="go" aria-label=${go.label} ?disabled=${go.disabled ?? false}>
      <kiosk-icon name="next"></kiosk-icon>
    </button>
  </div>`;
}
