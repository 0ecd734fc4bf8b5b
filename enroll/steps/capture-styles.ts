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
    letter-spacing: var(--kiosk-heading-spacing);
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
  wa-button::part(base) {
    min-height: var(--kiosk-target);
    color: var(--kiosk-stage-ink);
    border-color: var(--kiosk-stage-line);
    background: var(--kiosk-stage-scrim);
  }
  .cancel {
    position: absolute;
    top: max(var(--kiosk-space-4), env(safe-area-inset-top));
    inset-inline-start: max(var(--kiosk-space-4), var(--kiosk-safe-start));
  }
  /* Landscape: the picture where a line begins, the words where it ends. */
  @media (orientation: landscape) {
    .picture {
      inset-inline: 0 36%;
      bottom: 0;
    }
    .edge {
      inset-block: 0;
      inset-inline: auto -1px;
      width: 9%;
      height: auto;
      background: linear-gradient(var(--kiosk-onward), transparent, var(--kiosk-stage));
    }
    .words {
      inset-block: 0;
      inset-inline: 64% 0;
      padding-block: 0;
      padding-inline: var(--kiosk-space-4) max(clamp(1rem, 3vw, 3rem), var(--kiosk-safe-end));
      justify-items: start;
      text-align: start;
    }
  }
`;
