/** @file The one way in which pages show what went wrong. Read aloud as soon as it appears. */
import { type TemplateResult, html, nothing } from 'lit';
import './note.ts';

export function errorNote(text: string | null): TemplateResult | typeof nothing {
  return text === null ? nothing : html`<kiosk-note tone="bad" role="alert">${text}</kiosk-note>`;
}
