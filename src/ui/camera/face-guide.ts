/**
 * @file `<kiosk-face-guide>`: the arrow at a face that says where to turn or to move, and the time that is left for it.
 *
 * It lies over the mirrored picture, so the subject's own left is the left of the screen. It decides nothing.
 */
import { LitElement, css, html, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { Point } from '../../core/observation.ts';
import type { FaceArrow, TimeSpan } from './face-arrow.ts';
import { type Oval, onOval } from './view-geometry.ts';
import { overPictureStyles } from './over-picture-styles.ts';

/** Degrees clockwise from the top of the screen. */
const TURN_DEG = { up: 0, right: 90, down: 180, left: 270 } as const;
/** Where the four arrows lie that spread from a face, which comes nearer, or close in on it. */
const CORNERS_DEG = [45, 135, 225, 315] as const;
/** How far outside the oval time and arrow lie, in CSS pixels. */
const TIME_GAP_PX = 14;
const ARROW_GAP_PX = 44;
const ARROW = 'M -22 0 L 0 -18 L 22 0';
const ARROW_MARGIN_PX = 40;

@customElement('kiosk-face-guide')
export class KioskFaceGuide extends LitElement {
  static override styles = [
    overPictureStyles,
    css`
      path {
        stroke: var(--kiosk-stage-ink);
        stroke-width: 9;
      }
      .under {
        stroke: rgb(0 0 0 / 55%);
        stroke-width: 15;
      }
      .arrow path {
        animation: nudge 1.2s ease-in-out infinite;
      }
      .time path {
        stroke-width: 7;
        stroke-linecap: butt;
      }
      .time .under {
        stroke-width: 13;
      }
      .time .left {
        animation: drain linear forwards;
      }
      @keyframes nudge {
        50% {
          translate: 0 -5px;
        }
      }
      @keyframes drain {
        from {
          stroke-dashoffset: 0;
        }
        to {
          stroke-dashoffset: 1;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .arrow path {
          animation: none;
        }
      }
    `,
  ];

  /** Null hides it. */
  @property({ reflect: true }) arrow: FaceArrow | null = null;
  /** What is left of it is drawn around the oval; null for nothing. */
  @property({ attribute: false }) time: TimeSpan | null = null;
  /** Share of the view's height above the middle of the picture, (0, 1). */
  @property({ type: Number }) lift = 0.5;
  /** Where arrows may lie, in CSS pixels. */
  private _size = { width: 0, height: 0 };
  private _oval: Oval | null = null;

  private readonly _resize = new ResizeObserver(() => {
    this._size = { width: this.clientWidth, height: this.clientHeight };
    this._place();
  });

  /** Keeps to `oval` from now on. Cheap enough for every animation frame: nothing is rendered anew. */
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
    const { arrow, time } = this;
    const count = arrow === null ? 0 : arrow === 'closer' || arrow === 'back' ? CORNERS_DEG.length : 1;
    return html`<svg aria-hidden="true">
      ${time === null ? nothing : keyed(`${time.fromMs} ${time.untilMs}`, timeLeft(time))}
      ${Array.from(
        { length: count },
        () => svg`<g class="arrow"><path class="under" d=${ARROW} /><path d=${ARROW} /></g>`,
      )}
    </svg>`;
  }

  protected override updated(): void {
    this._place();
  }

  private _place(): void {
    const { _oval: oval, arrow } = this;
    if (oval === null) return;
    for (const path of this.renderRoot.querySelectorAll('.time path')) {
      path.setAttribute('d', aroundOval(oval, TIME_GAP_PX));
    }
    const arrows = [...this.renderRoot.querySelectorAll('.arrow')];
    for (const [index, element] of arrows.entries()) {
      const { at, pointsDeg } = this._aim(oval, arrow, index);
      element.setAttribute('transform', `translate(${at.x} ${at.y}) rotate(${pointsDeg})`);
    }
  }

  /** Where an arrow lies, and where it points. @param index - Of the arrows that are drawn. */
  private _aim(oval: Oval, arrow: FaceArrow | null, index: number) {
    const { width, height } = this._size;
    const deg =
      arrow === 'closer' || arrow === 'back'
        ? CORNERS_DEG[index]
        : arrow === 'centre'
          ? towards(oval, { x: width / 2, y: height * this.lift })
          : TURN_DEG[arrow ?? 'up'];
    const at = this._within(onOval(oval, deg, ARROW_GAP_PX));
    return { at, pointsDeg: arrow === 'back' ? deg + 180 : deg };
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

/** A line around the oval that grows shorter by itself until the time is over. */
function timeLeft({ fromMs, untilMs }: TimeSpan) {
  const style = `animation-duration: ${untilMs - fromMs}ms; animation-delay: ${fromMs - performance.now()}ms`;
  return svg`<g class="time">
    ${['under left', 'left'].map(
      (name) => svg`<path class=${name} style=${style} pathLength="1" stroke-dasharray="1 2" />`,
    )}
  </g>`;
}

/** Degrees clockwise from the top. */
function towards({ x, y }: Oval, to: Point): number {
  return (Math.atan2(to.x - x, y - to.y) * 180) / Math.PI;
}

/** Clockwise from the top. */
function aroundOval(oval: Oval, grow: number): string {
  const radii = `${oval.radiusX + grow} ${oval.radiusY + grow}`;
  const [top, bottom] = [onOval(oval, 0, grow), onOval(oval, 180, grow)];
  const arc = `A ${radii} 0 0 1`;
  return `M ${top.x} ${top.y} ${arc} ${bottom.x} ${bottom.y} ${arc} ${top.x} ${top.y}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-face-guide': KioskFaceGuide;
  }
}
