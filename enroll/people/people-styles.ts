/** @file Styles of the list of people: rows that become blocks where the screen is narrow. */
import { css } from 'lit';

export const peopleStyles = css`
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: var(--kiosk-space-3);
    align-items: center;
    justify-content: space-between;
  }
  .people {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .people li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--kiosk-space-3);
    padding-block: var(--kiosk-space-4);
    border-top: 1px solid var(--kiosk-line);
  }
  .person {
    flex: 1 1 11rem;
    min-width: 0;
  }
  .facts span + span::before {
    content: ' · ';
  }
  .who {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .who .quiet {
    font-weight: 400;
  }
  .state {
    display: flex;
    gap: var(--kiosk-space-2);
    align-items: center;
    color: var(--kiosk-warn);
    font-weight: 600;
  }
  .unreadable {
    display: grid;
    gap: var(--kiosk-space-4);
  }
  .form {
    display: flex;
    flex-direction: column;
    gap: var(--kiosk-space-5);
  }
  wa-dialog {
    --width: min(32rem, 94vw);
  }
  wa-dialog::part(close-button) {
    min-width: var(--kiosk-target);
    min-height: var(--kiosk-target);
  }
  wa-dialog .actions {
    width: 100%;
  }
  wa-dialog .actions wa-button {
    flex-basis: 9rem;
  }
`;
