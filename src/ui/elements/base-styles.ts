/**
 * @file Styles that every kiosk component starts from: boxes, headings, focus, and the page and card layouts.
 *
 * Holds no colour of its own: those are the custom properties of tokens.css.
 */
import { css } from 'lit';

/** Reset, headings, links, focus and the helpers `.quiet`, `.hidden-visually`, `.stack`, `.row`, `.tick`. */
export const baseStyles = css`
  :host {
    box-sizing: border-box;
    font-family: var(--kiosk-font);
    color: var(--kiosk-ink);
  }
  :host([hidden]) {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: inherit;
  }
  h1,
  h2,
  h3,
  p {
    margin: 0;
    text-wrap: pretty;
    overflow-wrap: break-word;
  }
  h1 {
    font-size: var(--kiosk-text-xl);
    line-height: 1.15;
    letter-spacing: var(--kiosk-heading-spacing);
    font-weight: 650;
    text-wrap: balance;
  }
  /* The longest Russian words of headings fit a line of a magnified phone. */
  @media (max-width: 360px) {
    h1 {
      font-size: 1.3rem;
    }
  }
  h2 {
    font-size: var(--kiosk-text-l);
    line-height: 1.25;
    font-weight: 620;
  }
  h3 {
    font-size: var(--kiosk-text-m);
    font-weight: 620;
  }
  a {
    color: var(--kiosk-accent);
  }
  code {
    font-size: 0.92em;
    padding: 0.1em 0.35em;
    border-radius: 0.3em;
    background: var(--kiosk-sunken);
    overflow-wrap: anywhere;
  }
  /* What a machine reads runs from left to right in every language. */
  code,
  pre {
    direction: ltr;
    unicode-bidi: isolate;
  }
  wa-input.code::part(input) {
    direction: ltr;
  }
  :focus-visible {
    outline: 3px solid var(--kiosk-focus);
    outline-offset: 3px;
  }
  .quiet {
    color: var(--kiosk-quiet);
  }
  .small {
    font-size: var(--kiosk-text-s);
  }
  .hidden-visually {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .stack {
    display: flex;
    flex-direction: column;
    gap: var(--kiosk-space-4);
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--kiosk-space-3);
  }
  .row:has(> wa-button ~ wa-button) > wa-button {
    align-self: stretch;
  }
  .end {
    justify-content: flex-end;
  }
  wa-button,
  wa-input,
  wa-select,
  wa-radio {
    --wa-form-control-height: var(--kiosk-target);
  }
  /* Long words on a narrow screen, or large type: Web Awesome's buttons keep one line and grow past the screen. */
  wa-button {
    max-width: 100%;
  }
  wa-button::part(base) {
    /* As high as the row, where one of two buttons side by side needs a second line. */
    height: 100%;
    min-height: var(--kiosk-target);
    padding-block: var(--kiosk-space-2);
    line-height: 1.25;
    white-space: normal;
    overflow-wrap: break-word;
  }
  /* Web Awesome draws these buttons only as large as their icons. */
  wa-input::part(password-toggle-button),
  wa-input::part(clear-button) {
    min-width: var(--kiosk-target);
    min-height: calc(var(--kiosk-target) - 2px);
    margin-inline-end: calc(-1 * var(--kiosk-space-3));
  }
  .tick {
    display: flex;
    align-items: center;
    gap: var(--kiosk-space-3);
    min-height: var(--kiosk-target);
    cursor: pointer;
  }
  .tick input {
    flex: none;
    width: 1.5rem;
    height: 1.5rem;
    margin: 0;
    accent-color: var(--kiosk-accent);
    cursor: inherit;
  }
`;

/** A centred card on a quiet ground: `<main class="page"><section class="card">`. */
export const pageStyles = css`
  :host {
    display: block;
  }
  .page {
    min-height: 100dvh;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    justify-items: center;
    align-items: center;
    padding: var(--kiosk-space-4);
    background: var(--kiosk-ground);
  }
  .card {
    width: min(100%, 34rem);
    display: flex;
    flex-direction: column;
    gap: var(--kiosk-space-5);
    padding: clamp(1.25rem, 4vmin, 2.5rem);
    background: var(--kiosk-surface);
    border-radius: var(--kiosk-radius-l);
    box-shadow: var(--kiosk-shadow);
  }
  .card.wide {
    width: min(100%, 52rem);
  }
  /* The large icon at the head of a card. */
  .card .mark {
    font-size: 2.25rem;
    color: var(--kiosk-accent);
  }
`;
