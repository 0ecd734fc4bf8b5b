/** @file What the dialogs about people share: a close button that a finger hits, and buttons side by side. */
import { css } from 'lit';

export const dialogStyles = css`
  wa-dialog::part(close-button) {
    min-width: var(--kiosk-target);
    min-height: var(--kiosk-target);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--kiosk-space-3);
    width: 100%;
  }
  .actions wa-button {
    flex: 1 1 9rem;
  }
`;
