/** @file The one way in which pages show what went wrong. Read aloud as soon as it appears. */
import { type TemplateResult, html, nothing } from 'lit';
import './kiosk-icon.ts';

/** Needs `noteStyles`. */
export function errorNote(text: string | null): TemplateResult | typeof nothing {
  if (text === null) return nothing;
  return html`<p class="note bad" role="alert">
    <kiosk-icon name="circle-alert"></kiosk-icon><span>${text}</span>
  </p>`;
}
