/**
 * @file `<kiosk-enrol-ring>`: the progress of a guided capture around the face's oval, and the arrow that says where
 * to turn.
 *
 * It lies over the mirrored picture, so the subject's own left is the left of the screen. It decides nothing.
 */
import { LitElement, css, html, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Point } from '../../src/core/observation.ts';
import type { CapturePose, PoseProgress } from '../../src/core/enrolment/types.ts';
import type { Oval } from '../../src/ui/camera/view-geometry.ts';

/** Where each pose's segment is centred: degrees clockwise from the top of the screen. */
const SEGMENT_DEG = { up: 0, right: 90, down: 180, left: 270 } as const satisfies Partial<
  Record<CapturePose, number>
>;
type TurnedPose = keyof typeof SEGMENT_DEG;

const SEGMENT_SPAN_DEG = 72;
/** How far outside the oval the segments and the arrow lie, in CSS pixels. */
const SEGMENT_GAP_PX = 16;
const ARROW_GAP_PX = 28;
const ARROW = 'M -22 0 L 0 -18 L 22 0';
const ARROW_MARGIN_PX = 40;

@customElement('kiosk-enrol-ring')
export class KioskEnrolRing extends LitElement {
  static override styles = css`
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
    .arrow {
      stroke: var(--kiosk-stage-ink);
      stroke-width: 9;
      animation: nudge 1.2s ease-in-out infinite;
    }
    .arrow.edge {
      stroke: rgb(0 0 0 / 55%);
      stroke-width: 15;
    }
    @keyframes nudge {
      50% {
        translate: 0 -5px;
      }
    }
    @media (prefers-reduced-motion: reduce) {
      .arrow {
        animation: none;
      }
    }
  `;

  @property({ attribute: false }) poses: readonly PoseProgress[] = [];
  /** The pose that is asked for; null hides the arrow. */
  @property({ attribute: false }) pose: CapturePose | null = null;
  /** Where the arrow may lie, in CSS pixels. */
  private _size = { width: 0, height: 0 };
  private _oval: Oval | null = null;

  private readonly _resize = new ResizeObserver(() => {
    this._size = { width: this.clientWidth, height: this.clientHeight };
    this._place();
  });

  /** Encloses `oval` from now on. Cheap enough for every animation frame: nothing is rendered anew. */
  follow(oval: Oval): void {
    this._oval = oval;
    this._place();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this._resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._resize.disconnect();
  }

  override render() {
    const turn = this.pose === null || this.pose === 'frontal' ? null : this.pose;
    return html`<svg aria-hidden="true">
      ${this.poses.map((progress) => segment(progress))}
      ${
        turn === null
          ? nothing
          : svg`<g data-arrow=${turn}>
              <path class="arrow edge" d=${ARROW} />
              <path class="arrow" d=${ARROW} />
            </g>`
      }
    </svg>`;
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
    const arrow = this.renderRoot.querySelector<SVGGElement>('[data-arrow]');
    if (arrow === null) return;
    const deg = SEGMENT_DEG[arrow.dataset.arrow as TurnedPose];
    const { x, y } = this._within(onOval(oval, deg, ARROW_GAP_PX));
    arrow.setAttribute('transform', `translate(${x} ${y}) rotate(${deg})`);
  }

  /** A face may reach beyond the picture, but the arrow must be seen. */
  private _within({ x, y }: Point): Point {
    const { width, height } = this._size;
    return {
      x: Math.max(ARROW_MARGIN_PX, Math.min(width - ARROW_MARGIN_PX, x)),
      y: Math.max(ARROW_MARGIN_PX, Math.min(height - ARROW_MARGIN_PX, y)),
    };
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

/** Degrees clockwise from the top, `grow` pixels outside the oval. */
function onOval(oval: Oval, deg: number, grow: number): Point {
  const angle = (deg * Math.PI) / 180;
  return {
    x: oval.x + Math.sin(angle) * (oval.radiusX + grow),
    y: oval.y - Math.cos(angle) * (oval.radiusY + grow),
  };
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
