/**
 * @file `<kiosk-enrol-ring>`: the progress of a guided capture around the face's oval.
 *
 * It lies over the mirrored picture, so the subject's own left is the left of the screen. It decides nothing.
 */
import { LitElement, css, html, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { CapturePose, PoseProgress } from '../../src/core/enrolment/types.ts';
import { type Oval, onOval } from '../../src/ui/camera/view-geometry.ts';
import { overPictureStyles } from '../../src/ui/camera/over-picture-styles.ts';

/** Where each pose's segment is centred: degrees clockwise from the top of the screen. */
const SEGMENT_DEG = { up: 0, right: 90, down: 180, left: 270 } as const satisfies Partial<
  Record<CapturePose, number>
>;

const SEGMENT_SPAN_DEG = 72;
/** How far outside the oval the segments lie, in CSS pixels. */
const SEGMENT_GAP_PX = 16;

@customElement('kiosk-enrol-ring')
export class KioskEnrolRing extends LitElement {
  static override styles = [
    overPictureStyles,
    css`
      .ground {
        stroke: rgb(255 255 255 / 28%);
        stroke-width: 8;
      }
      .frontal.ground {
        stroke-width: 5;
      }
      .fill {
        stroke: var(--kiosk-stage-good);
        stroke-width: 8;
        transition: stroke-dashoffset var(--kiosk-quick) linear;
      }
      .active.ground {
        stroke: var(--kiosk-stage-line);
      }
      .skipped.ground {
        stroke-dasharray: 1 14;
      }
    `,
  ];

  @property({ attribute: false }) poses: readonly PoseProgress[] = [];
  private _oval: Oval | null = null;

  /** Encloses `oval` from now on. Cheap enough for every animation frame: nothing is rendered anew. */
  follow(oval: Oval): void {
    this._oval = oval;
    this._place();
  }

  override render() {
    return html`<svg aria-hidden="true">${this.poses.map((progress) => segment(progress))}</svg>`;
  }

  protected override updated(): void {
    this._place();
  }

  private _place(): void {
    const oval = this._oval;
    if (oval === null) return;
    for (const path of this.renderRoot.querySelectorAll<SVGPathElement>('[data-pose]')) {
      const pose = path.dataset.pose as CapturePose;
      path.setAttribute('d', pose === 'frontal' ? ovalPath(oval) : segmentPath(oval, SEGMENT_DEG[pose]));
    }
  }
}

function segment({ pose, status, fraction }: PoseProgress) {
  return svg`
    <path class="ground ${pose} ${status}" data-pose=${pose} />
    ${
      fraction > 0
        ? svg`<path class="fill ${pose}" data-pose=${pose} pathLength="1" stroke-dasharray="1 2"
            stroke-dashoffset=${1 - fraction} />`
        : nothing
    }`;
}

function ovalPath(oval: Oval): string {
  const { x, y, radiusX, radiusY } = oval;
  const arc = `A ${radiusX} ${radiusY} 0 0 1`;
  return `M ${x} ${y - radiusY} ${arc} ${x} ${y + radiusY} ${arc} ${x} ${y - radiusY}`;
}

function segmentPath(oval: Oval, centreDeg: number): string {
  const from = onOval(oval, centreDeg - SEGMENT_SPAN_DEG / 2, SEGMENT_GAP_PX);
  const to = onOval(oval, centreDeg + SEGMENT_SPAN_DEG / 2, SEGMENT_GAP_PX);
  const radii = `${oval.radiusX + SEGMENT_GAP_PX} ${oval.radiusY + SEGMENT_GAP_PX}`;
  return `M ${from.x} ${from.y} A ${radii} 0 0 1 ${to.x} ${to.y}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-enrol-ring': KioskEnrolRing;
  }
}
