/** @file The door's panel of words as templates, and the oval that goes with their tone. They decide nothing. */
import { html, nothing } from 'lit';
import type { Subject } from '../core/template/types.ts';
import type { CheckWords, Tone } from './check-words.ts';
import './claim-pad.ts';
import './kiosk-icon.ts';
import type { GuideState } from './overlay.ts';

/**
 * @param whole - The panel covers the picture, since there is none worth seeing.
 * @param onDecline - The person cannot do what is asked.
 */
export function wordsPanel(
  { icon, title, advice, clock, ring, decline }: CheckWords,
  whole: boolean,
  onDecline: () => void,
) {
  return html`<section class="panel ${whole ? 'whole' : ''}">
    ${
      icon
        ? html`<span class="mark ${ring === undefined ? '' : 'asked'}">
            ${ring === undefined ? nothing : ringAround(ring)}<kiosk-icon name=${icon}></kiosk-icon>
          </span>`
        : nothing
    }
    <div class="words" aria-live="assertive" aria-atomic="true">
      <h1>${title}</h1>
      <p>${advice}</p>
    </div>
    ${clock === undefined ? nothing : html`<p class="clock" role="timer">${clock}</p>`}
    ${decline === undefined ? nothing : html`<button class="decline" @click=${onDecline}>${decline}</button>`}
  </section>`;
}

/** @param filled - [0, 1]. */
function ringAround(filled: number) {
  return html`<svg class="ring" viewBox="0 0 100 100" aria-hidden="true">
    <circle cx="50" cy="50" r="44" />
    <circle class="filled" cx="50" cy="50" r="44" pathLength="1" stroke-dasharray="${filled} 1" />
  </svg>`;
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
