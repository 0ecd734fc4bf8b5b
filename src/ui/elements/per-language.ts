/** @file Makes an element anew when the language changes. */
import type { TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';

/** For what keeps words of its own, as `<wa-select>` keeps those of the chosen option. */
export function perLanguage(template: TemplateResult) {
  return keyed(document.documentElement.lang, template);
}
