/** @file How the guided capture looks: the picture with its ring, and one big instruction beside it. */
import { css } from 'lit';

export const captureStyles = css`
  :host {
    position: absolute;
    inset: 0;
    display: block;
    background: var(--kiosk-stage);
    color: var(--kiosk-stage-ink);
  }
  /* Portrait: picture above, words below. The picture fades into the ground, so that words never lie on a face. */
  .picture {
    position: absolute;
    inset: 0 0 24%;
  }
  kiosk-camera-view {
    position: absolute;
    inset: 0;
  }
  .edge {
    position: absolute;
    inset: auto 0 -1px;
    height: 9%;
    background: linear-gradient(transparent, var(--kiosk-stage));
    pointer-events: none;
  }
  .words {
    position: absolute;
    inset: 76% 0 0;
    padding: 0 clamp(1.25rem, 5vw, 4rem) env(safe-area-inset-bottom);
    display: grid;
    gap: var(--kiosk-space-3);
    align-content: center;
    justify-items: center;
    text-align: center;
  }
  .instruction {
    font-size: var(--kiosk-text-display);
    line-height: 1.1;
    font-weight: 650;
    letter-spacing: -0.015em;
    max-width: 20ch;
    text-wrap: balance;
  }
  .instruction.hint {
    color: var(--kiosk-stage-warn);
  }
  .notice {
    min-height: 1.5em;
    color: var(--kiosk-stage-quiet);
    font-size: var(--kiosk-text-l);
  }
  wa-button::part(button) {
    min-height: var(--kiosk-target);
    color: var(--kiosk-stage-ink);
    border-color: var(--kiosk-stage-line);
    background: var(--kiosk-stage-scrim);
  }
  .cancel {
    position: absolute;
    top: max(var(--kiosk-space-4), env(safe-area-inset-top));
    left: max(var(--kiosk-space-4), env(safe-area-inset-left));
  }
  /* Landscape: picture on the left, words on the right. */
  @media (orientation: landscape) {
    .picture {
      inset: 0 36% 0 0;
    }
    .edge {
      inset: 0 -1px 0 auto;
      width: 9%;
      height: auto;
      background: linear-gradient(to right, transparent, var(--kiosk-stage));
    }
    .words {
      inset: 0 0 0 64%;
      padding: 0 max(clamp(1rem, 3vw, 3rem), env(safe-area-inset-right)) 0 var(--kiosk-space-4);
      justify-items: start;
      text-align: start;
    }
  }
`;
