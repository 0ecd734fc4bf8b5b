/** @file The door's panel of words as templates, and the oval that goes with their tone. They decide nothing. */
import { html, nothing, type TemplateResult } from 'lit';
import { msg } from '@lit/localize';
import type { CheckWords, Tone } from './check-words.ts';
import './claim-pad.ts';
import '../elements/kiosk-icon.ts';
import type { GuideState } from '../camera/overlay.ts';
import type { OpenPad } from '../../kiosk/pin-controller.ts';
import './pin-pad.ts';
import type { BadgeAndPin } from '../../kiosk/pin-desk.ts';

const COVERS = { none: '', dim: 'whole', whole: 'whole unseen' } as const;

/**
 * @param cover - Whether the panel covers the picture: dimly, since there is none worth seeing, or wholly.
 * @param on - `decline`: the person cannot do what is asked. `retry`: they were refused, and ask to be judged again.
 * @param more - Below the words.
 */
export function wordsPanel(
  { icon, title, advice, ring, decline, retry }: CheckWords,
  cover: 'none' | 'dim' | 'whole',
  on: { readonly decline: () => void; readonly retry: () => void },
  more: TemplateResult | typeof nothing,
) {
  return html`<section class="panel ${COVERS[cover]}">
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
    ${decline === undefined ? nothing : html`<button class="decline" @click=${on.decline}>${decline}</button>`}
    ${retry === undefined ? nothing : html`<button class="decline" @click=${on.retry}>${retry}</button>`}
    ${more}
  </section>`;
}

/** @param filled - [0, 1]. */
function ringAround(filled: number) {
  return html`<svg class="ring" viewBox="0 0 100 100" aria-hidden="true">
    <circle cx="50" cy="50" r="44" />
    <circle class="filled" cx="50" cy="50" r="44" pathLength="1" stroke-dasharray="${filled} 1" />
  </svg>`;
}

/**
 * @param lettered - Whether somebody's badge number has letters.
 * @param onClaim - Takes what somebody typed: a badge number or a name.
 * @param more - Below the words.
 */
export function claimPanel(
  { title, advice }: CheckWords,
  lettered: boolean,
  onClaim: (typed: string) => void,
  more: TemplateResult | typeof nothing,
) {
  return html`<section class="panel whole claim">
    <div class="words">
      <h1>${title}</h1>
      <p>${advice}</p>
      ${more}
    </div>
    <kiosk-claim-pad
      ?lettered=${lettered}
      @claim=${(event: CustomEvent<string>) => onClaim(event.detail)}
    ></kiosk-claim-pad>
  </section>`;
}

/** What the site itself says to whoever does not get in; nothing where it says nothing. */
export function helpLine(help: string) {
  return help ? html`<p class="help"><bdi>${help}</bdi></p>` : nothing;
}

/**
 * The button for people who cannot or will not use their face.
 * @param quiet - Drawn less strongly, since the face is the main way.
 */
export function pinButton(quiet: boolean, onOpen: () => void) {
  return html`<button class="decline ${quiet ? 'quietly' : ''}" @click=${onOpen}>
    ${msg('Use badge and PIN')}
  </button>`;
}

/**
 * @param held - The face was recognised: what is typed belongs to it.
 * @param lettered - Whether a badge number that may be typed has letters.
 * @param more - Below the words.
 */
export function pinPanel(
  { title, advice }: CheckWords,
  { pad, held }: { readonly pad: OpenPad; readonly held: boolean },
  lettered: boolean,
  on: {
    readonly try: (typed: BadgeAndPin) => void;
    readonly cancel: () => void;
    readonly touch: () => void;
  },
  more: TemplateResult | typeof nothing,
) {
  return html`<section
    class="panel whole claim unseen"
    @pointerdown=${on.touch}
    @keydown=${on.touch}
    @input=${on.touch}
  >
    <div class="words">
      <h1>${title}</h1>
      <p>${advice}</p>
      ${more}
    </div>
    <kiosk-pin-pad
      .pad=${pad}
      ?held=${held}
      ?lettered=${lettered}
      @try=${(event: CustomEvent<BadgeAndPin>) => on.try(event.detail)}
      @cancel=${on.cancel}
    ></kiosk-pin-pad>
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
