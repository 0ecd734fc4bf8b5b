/** @file The door's panel of words as templates, and the oval that goes with their tone. They decide nothing. */
import { html, nothing } from 'lit';
import type { Subject } from '../core/template/types.ts';
import type { CheckWords, Tone } from './check-words.ts';
import './claim-pad.ts';
import './kiosk-icon.ts';
import type { GuideState } from './overlay.ts';

/** @param whole - The panel covers the picture, since there is none worth seeing. */
export function wordsPanel({ icon, title, advice, clock }: CheckWords, whole: boolean) {
  return html`<section class="panel ${whole ? 'whole' : ''}">
    ${icon ? html`<span class="mark"><kiosk-icon name=${icon}></kiosk-icon></span>` : nothing}
    <div class="words" aria-live="assertive" aria-atomic="true">
      <h1>${title}</h1>
      <p>${advice}</p>
    </div>
    ${clock === undefined ? nothing : html`<p class="clock" role="timer">${clock}</p>`}
  </section>`;
}

/** @param onClaim - Takes the id of the subject whom somebody claims to be. */
export function claimPanel(
  { title, advice }: CheckWords,
  subjects: readonly Subject[],
  onClaim: (subjectId: string) => void,
) {
  return html`<section class="panel whole claim">
    <div class="words">
      <h1>${title}</h1>
      <p>${advice}</p>
    </div>
    <kiosk-claim-pad
      .subjects=${subjects}
      @claim=${(event: CustomEvent<string>) => onClaim(event.detail)}
    ></kiosk-claim-pad>
  </section>`;
}

export function guideOf(tone: Tone): GuideState {
  switch (tone) {
    case 'call':
      return 'invite';
    case 'guide':
      return 'seek';
    case 'good':
      return 'good';
    case 'bad':
      return 'bad';
    case 'wait':
      return 'hidden';
  }
}
