/** @file What the operator's panels have in common: lists of buttons, rows of figures, how choices lie. */
import { css } from 'lit';

/** Buttons side by side no longer fit. */
const NARROW = '(max-width: 480px)';

export function choiceOrientation(): 'vertical' | 'horizontal' {
  return matchMedia(NARROW).matches ? 'vertical' : 'horizontal';
}

export const panelStyles = css`
  :host {
    display: block;
  }
  /* Save and Cancel stay in view at the foot of the dialog, whose space around its content they cover. */
  .foot {
    position: sticky;
    bottom: calc(-1 * var(--wa-space-l));
    display: grid;
    gap: var(--kiosk-space-3);
    margin: 0 calc(-1 * var(--wa-space-l)) calc(-1 * var(--wa-space-l));
    padding: var(--kiosk-space-3) var(--wa-space-l);
    border-top: 1px solid var(--kiosk-line);
    background: var(--wa-color-surface-raised);
  }
  /* What is layered within a field stays below the foot. */
  form > :not(.foot) {
    isolation: isolate;
  }
  /* Two buttons fit beside each other on a phone too, but not where a page is magnified. */
  @media (min-width: 360px) {
    .foot .row {
      flex-wrap: nowrap;
    }
  }
  dl {
    display: grid;
    /* A long term must not squeeze its description into a narrow column. */
    grid-template-columns: fit-content(45%) minmax(0, 1fr);
    gap: var(--kiosk-space-2) var(--kiosk-space-5);
    margin: 0;
  }
  dt {
    overflow-wrap: break-word;
    color: var(--kiosk-quiet);
  }
  /* Without a limit, Firefox breaks words such as "con-firm". Buttons and headings keep every word whole. */
  @supports (hyphenate-limit-chars: 12 5 5) {
    dt {
      hyphens: auto;
      hyphenate-limit-chars: 12 5 5;
    }
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: var(--kiosk-space-1) 0;
    text-align: start;
    font-weight: 400;
    border-top: 1px solid var(--kiosk-line);
  }
  th + th,
  td {
    padding-inline-start: var(--kiosk-space-3);
    text-align: end;
  }
  @media (max-width: 480px) {
    dl {
      column-gap: var(--kiosk-space-3);
    }
  }
  thead th {
    color: var(--kiosk-quiet);
    border-top: 0;
  }
`;
