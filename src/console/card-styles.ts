/** @file How a page of the console lies: a card as wide as the frame, with a head of words and buttons. */
import { css } from 'lit';

export const cardStyles = css`
  :host {
    display: block;
  }
  .panel {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--kiosk-space-4);
    padding: clamp(1rem, 3vmin, 2rem);
    border-radius: var(--kiosk-radius-l);
    background: var(--kiosk-surface);
    box-shadow: var(--kiosk-shadow);
  }
  .panel-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--kiosk-space-3);
  }
  .field-row {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-end;
    gap: var(--kiosk-space-3);
  }
  .field-row > wa-input,
  .field-row > wa-select {
    flex: 1 1 12rem;
    min-width: 0;
  }
  summary {
    min-height: var(--kiosk-target);
    line-height: var(--kiosk-target);
    cursor: pointer;
  }
  wa-dialog::part(close-button) {
    min-width: var(--kiosk-target);
    min-height: var(--kiosk-target);
  }
`;
