/** @file How the door looks: the picture from edge to edge, and one panel of words that grows with what it says. */
import { css } from 'lit';

export const checkStyles = css`
  :host {
    display: block;
    position: fixed;
    inset: 0;
    overflow: hidden;
    background: var(--kiosk-stage);
    color: var(--kiosk-stage-ink);
    -webkit-user-select: none;
    user-select: none;
    /* A long touch calls up nothing. */
    -webkit-touch-callout: none;
  }
  main {
    position: absolute;
    inset: 0;
    --split: 67%;
    --cross: 41%;
  }

  /* Portrait: picture above, words below. The picture fades into the ground, so that words never lie on a face. */
  kiosk-camera-view,
  kiosk-face-guide {
    position: absolute;
    inset: 0 0 auto;
    height: calc(var(--split) + 3%);
  }
  .edge {
    position: absolute;
    inset: calc(var(--split) - 9%) 0 auto;
    height: 12.1%;
    background: linear-gradient(transparent, var(--kiosk-stage));
    pointer-events: none;
  }
  .panel {
    position: absolute;
    inset: auto 0 0;
    /* Long texts push it upwards, so that the buttons below them stay in sight. */
    min-height: calc(100% - var(--split));
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: clamp(0.75rem, 2vmin, 1.25rem);
    padding: var(--kiosk-space-4) clamp(1.25rem, 5vw, 4rem)
      calc(var(--kiosk-space-5) + env(safe-area-inset-bottom));
    text-align: center;
  }
  @media (orientation: portrait) {
    .panel {
      background: linear-gradient(transparent, var(--kiosk-stage) 3rem);
    }
  }
  .words {
    display: grid;
    gap: var(--kiosk-space-2);
    max-width: 46rem;
  }
  .panel h1 {
    font-size: var(--kiosk-text-display);
    line-height: 1.08;
    overflow-wrap: anywhere;
  }
  .panel p {
    font-size: var(--kiosk-text-l);
    color: var(--kiosk-stage-quiet);
    text-wrap: balance;
  }
  .panel p:empty {
    display: none;
  }
  .panel .help {
    font-size: var(--kiosk-text-m);
    overflow-wrap: anywhere;
  }
  .panel .clock {
    font-size: var(--kiosk-text-display);
    font-weight: 650;
    font-variant-numeric: tabular-nums;
    line-height: 1;
  }
  .mark {
    flex: none;
    display: grid;
    place-items: center;
    width: 1.7em;
    height: 1.7em;
    font-size: clamp(2.25rem, 7vmin, 4rem);
  }
  .mark kiosk-icon {
    width: 1.15em;
    height: 1.15em;
  }

  /* What is asked: an arrow or a sign, and a ring around it that fills as the goal nears. */
  .mark.asked {
    position: relative;
    width: 2.2em;
    height: 2.2em;
  }
  .ring {
    position: absolute;
    inset: 0;
    transform: rotate(-90deg);
    fill: none;
    stroke: rgb(255 255 255 / 28%);
    stroke-width: 7;
  }
  .ring .filled {
    stroke: var(--kiosk-stage-good);
    stroke-width: 10;
    stroke-linecap: butt;
  }
  @media (prefers-reduced-motion: no-preference) {
    .ring .filled {
      transition: stroke-dasharray 90ms linear;
    }
  }
  .decline {
    min-height: var(--kiosk-target);
    padding: var(--kiosk-space-2) var(--kiosk-space-5);
    border: 2px solid currentcolor;
    border-radius: 999px;
    background: none;
    color: inherit;
    font: inherit;
    font-size: var(--kiosk-text-m);
    cursor: pointer;
  }

  .decline.quietly {
    padding: 0;
    border: 0;
    text-decoration: underline;
    text-underline-offset: 0.25em;
  }
  /* The screen as a lamp: one even colour from edge to edge, and dark words on it. */
  .light {
    position: absolute;
    inset: 0;
  }
  [data-light] .panel {
    background: none;
    color: #101b26;
  }
  [data-light] .panel p {
    color: inherit;
  }

  /*
   * Where a face is too dark, all that is free of the screen is white. It comes and goes slowly: nothing flashes. The
   * picture's own ground does the same (camera-view.ts).
   */
  .lamp {
    position: absolute;
    inset: 0;
    background: #fff;
    opacity: 0;
    transition: opacity 800ms linear;
  }
  [data-lamp] .lamp {
    opacity: 1;
  }
  .edge {
    transition: opacity 800ms linear;
  }
  .panel,
  .panel p {
    transition: color 800ms linear;
  }
  [data-lamp] .edge {
    opacity: 0;
  }
  [data-lamp]:not([data-tone='good'], [data-tone='bad']) .panel {
    background: none;
    color: #101b26;
  }
  [data-lamp]:not([data-tone='good'], [data-tone='bad']) .panel p {
    color: inherit;
  }
  [data-lamp] .ring {
    stroke: rgb(16 27 38 / 28%);
  }
  [data-lamp] .ring .filled {
    stroke: #00674a;
  }
  [data-lamp] .tools {
    --kiosk-language-ground: #e4e9ee;
    --kiosk-face-ground: #fff;
    color: #101b26;
  }
  [data-lamp] .tool {
    background: #e4e9ee;
  }
  [data-lamp] .tool:focus-visible {
    outline-color: #101b26;
  }
  /* The colours of the light must reach the face. */
  [data-light] kiosk-door-face {
    visibility: hidden;
  }

  [data-tone='wait'] .mark {
    width: auto;
    height: auto;
  }

  /* A verdict fills the panel with its colour, and its mark has a shape of its own: a disc, or an octagon. */
  [data-tone='good'] .panel,
  [data-tone='bad'] .panel {
    border-radius: var(--kiosk-radius-l) var(--kiosk-radius-l) 0 0;
    animation: rise var(--kiosk-calm) cubic-bezier(0.2, 0.9, 0.25, 1);
  }
  [data-tone='good'] .panel p,
  [data-tone='bad'] .panel p {
    color: #fff;
  }
  [data-tone='good'] .panel {
    background: #00674a;
  }
  [data-tone='good'] .mark {
    border-radius: 50%;
    background: #fff;
    color: #00674a;
  }
  [data-tone='bad'] .panel {
    background: #8a2e00;
  }
  [data-tone='bad'] .mark {
    clip-path: polygon(30% 0, 70% 0, 100% 30%, 100% 70%, 70% 100%, 30% 100%, 0 70%, 0 30%);
    background: #fff;
    color: #8a2e00;
  }

  .panel.whole {
    inset: 0;
    background: rgb(8 15 21 / 80%);
  }
  /* The picture is hidden from people who chose badge and PIN. */
  .panel.whole.unseen {
    background: var(--kiosk-stage);
  }
  .panel.whole .mark {
    color: var(--kiosk-stage-warn);
  }

  .top {
    position: absolute;
    z-index: 2;
    inset: 0 0 auto;
    /* The picture below is touched nowhere, but the keys of a pad may reach up here. */
    pointer-events: none;
  }
  .demo,
  .tools > * {
    pointer-events: auto;
  }
  .tools {
    --kiosk-language-ground: rgb(6 12 17 / 62%);
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    justify-content: flex-end;
    gap: var(--kiosk-space-2);
    width: fit-content;
    max-width: 100%;
    margin-inline-start: auto;
    padding: var(--kiosk-space-3);
  }
  .tools > * {
    color: var(--kiosk-stage-ink);
  }
  .tools:has(.start, kiosk-door-face) {
    width: auto;
  }
  .tool {
    min-height: 52px;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--kiosk-space-2);
    padding-inline: var(--kiosk-space-4);
    border: 0;
    border-radius: 26px;
    background: rgb(6 12 17 / 62%);
    font: inherit;
    cursor: pointer;
  }
  .tool.start {
    margin-inline-end: auto;
  }
  /* Its own colour is that of pages. */
  .tools kiosk-language-button {
    color: inherit;
  }
  .tool:focus-visible {
    outline-color: #fff;
  }
  .demo {
    padding: calc(var(--kiosk-space-3) + env(safe-area-inset-top)) var(--kiosk-space-4) var(--kiosk-space-3);
    text-align: center;
    font-weight: 750;
    color: #1a1200;
    background: repeating-linear-gradient(-45deg, #ffc94d 0 22px, #f2b21f 22px 44px);
  }
  .tools:first-child {
    padding-top: calc(var(--kiosk-space-3) + env(safe-area-inset-top));
  }

  /* Landscape: the picture where a line begins, the words where it ends. */
  @media (orientation: landscape) {
    kiosk-camera-view,
    kiosk-face-guide {
      inset-block: 0;
      inset-inline: 0 calc(var(--cross) - 4%);
      height: auto;
    }
    .edge {
      inset-block: 0;
      inset-inline: auto calc(var(--cross) - 4.1%);
      width: 9%;
      height: auto;
      background: linear-gradient(var(--kiosk-onward), transparent, var(--kiosk-stage));
    }
    .panel:not(.whole) {
      inset-block: 0;
      inset-inline: calc(100% - var(--cross)) 0;
      align-items: flex-start;
      text-align: start;
      /* Above it lie the languages and the operator's button. */
      padding: calc(52px + 2 * var(--kiosk-space-3)) clamp(1.5rem, 4vw, 4rem) var(--kiosk-space-6);
    }
    main[data-tone='good'] .panel,
    main[data-tone='bad'] .panel {
      border-radius: 0;
      border-start-start-radius: var(--kiosk-radius-l);
      border-end-start-radius: var(--kiosk-radius-l);
      animation-name: slide;
    }
    .panel p {
      text-wrap: pretty;
    }
    .panel.claim {
      flex-direction: row;
      gap: clamp(2rem, 8vw, 7rem);
      text-align: start;
    }
    .panel.claim .words {
      max-width: 24rem;
    }
  }
  @keyframes slide {
    from {
      transform: translateX(calc(18% * var(--kiosk-sign)));
      opacity: 0;
    }
  }
  @keyframes rise {
    from {
      transform: translateY(28%);
      opacity: 0;
    }
  }
`;
