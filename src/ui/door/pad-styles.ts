/** @file How the pads at the door look: a field or two, and keys that a finger finds. */
import { css } from 'lit';

export const padStyles = css`
  :host {
    display: block;
    color: var(--kiosk-stage-ink);
    width: min(24rem, 100%);
  }
  .display {
    width: 100%;
    min-height: 3.5rem;
    padding: 0 var(--kiosk-space-4);
    border: 2px solid rgb(255 255 255 / 45%);
    border-radius: var(--kiosk-radius);
    background: rgb(0 0 0 / 35%);
    color: inherit;
    font: inherit;
    font-size: var(--kiosk-text-xl);
    letter-spacing: 0.12em;
    text-align: center;
  }
  .keys {
    display: grid;
    grid-template-columns: repeat(3, 1fr);
    gap: var(--kiosk-space-2);
  }
  button {
    min-height: clamp(48px, 7.5dvh, 72px);
    border: 0;
    border-radius: var(--kiosk-radius);
    background: rgb(255 255 255 / 14%);
    color: inherit;
    font: inherit;
    font-size: var(--kiosk-text-l);
    font-weight: 600;
    cursor: pointer;
    touch-action: manipulation;
  }
  button:active {
    background: rgb(255 255 255 / 30%);
  }
  button.go {
    background: var(--kiosk-stage-ink);
    color: var(--kiosk-stage);
  }
  button.link {
    background: none;
    text-decoration: underline;
    text-underline-offset: 0.25em;
    font-size: var(--kiosk-text-m);
    font-weight: 500;
  }
  .stack {
    gap: var(--kiosk-space-3);
  }
  p {
    min-height: 1.5em;
    text-align: center;
  }
`;
