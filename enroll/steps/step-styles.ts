/** @file Styles that the steps of the enrolment page share. */
import { css } from 'lit';

/** A card's text and its row of buttons, which stand under each other where there is no room. */
export const stepStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: var(--kiosk-space-5);
  }
  h1:focus {
    outline: none;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--kiosk-space-3);
  }
  .actions wa-button {
    flex: 1 1 12rem;
  }
  .actions wa-button::part(base) {
    min-height: 56px;
  }
  .who {
    font-weight: 650;
    overflow-wrap: anywhere;
  }
`;
