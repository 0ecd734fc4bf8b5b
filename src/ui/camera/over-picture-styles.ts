/** @file How a drawing lies over the camera's picture: from edge to edge, out of the way of fingers, its ends round. */
import { css } from 'lit';

export const overPictureStyles = css`
  :host {
    position: absolute;
    inset: 0;
    pointer-events: none;
  }
  svg {
    width: 100%;
    height: 100%;
    display: block;
  }
  path {
    fill: none;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
`;
