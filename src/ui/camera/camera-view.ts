/**
 * @file `<kiosk-camera-view>`: the mirrored picture of a video source with the overlay on it.
 *
 * Observations come in through `show()`, outside Lit's update cycle, and are drawn in the next animation frame.
 * It never reads a pixel of the picture.
 */
import { LitElement, type PropertyValues, css, html } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { turnedSize } from '../../core/geometry/quarter-turn.ts';
import type { Observation } from '../../core/observation.ts';
import type { VideoSource } from '../../runtime/camera.ts';
import {
  type GuideState,
  type OverlayColours,
  drawBox,
  drawGuide,
  drawLabel,
  drawLandmarks,
  drawScrim,
} from './overlay.ts';
import { type OvalMotion, atRest, glide, isMoving, leap } from './oval-motion.ts';
import {
  type Oval,
  type ViewSize,
  boxToScreen,
  coverTransform,
  faceOval,
  guideOval,
  videoPlace,
} from './view-geometry.ts';

/** Draws no more often than the camera delivers frames: without a GPU each drawing takes time from the tracker. */
const MIN_DRAW_INTERVAL_MS = 25;
/** A face that the tracker loses for less than this keeps its oval. */
const FACE_HOLD_MS = 400;
/** The lamp comes and goes so slowly. */
const LAMP_FADE_MS = 800;
const LONGEST_LAMP_STEP_MS = 64;

/**
 * The oval invites in its own place, and encloses the face once there is one. Dispatches `oval` (CustomEvent<Oval>,
 * in CSS pixels of the view) whenever it has moved, for what is drawn around it.
 */
@customElement('kiosk-camera-view')
export class KioskCameraView extends LitElement {
  static override styles = css`
    :host {
      display: block;
      position: relative;
      overflow: hidden;
      background: var(--kiosk-stage);
      contain: strict;
    }
    .picture,
    canvas {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
    }
    .picture {
      transition: opacity var(--kiosk-calm) ease;
    }
    .picture video {
      position: absolute;
      /* First turned about its middle, then mirrored. */
      transform: scaleX(-1) rotate(var(--turn, 0deg));
    }
    /* A blur would look softer, but takes three times the frame time where there is no GPU. */
    :host([calm]) .picture {
      opacity: 0.55;
    }
    canvas {
      pointer-events: none;
    }
    :host([lamp]) {
      --kiosk-stage-line: #101b26;
      --kiosk-stage-good: #00674a;
      --kiosk-stage-bad: #8a2e00;
      --kiosk-stage-scrim: rgb(8 15 21 / 80%);
    }
  `;

  /** Where the picture comes from. The view holds the source's video element while it is on the page. */
  @property({ attribute: false }) source: VideoSource | null = null;
  @property({ attribute: false }) guide: GuideState = 'hidden';
  /** Shown under the oval, for instance the subject's name; null for nothing. */
  @property({ attribute: false }) label: string | null = null;
  /** Draw what the tracker sees: the corners of its box, and its points. */
  @property({ type: Boolean }) landmarks = false;
  /** Dim the picture, for the idle screen. */
  @property({ type: Boolean, reflect: true }) calm = false;
  /** All but the face is white, so that the screen lights it. */
  @property({ type: Boolean, reflect: true }) lamp = false;
  /** Share of the height above the centre of the inviting oval, (0, 1). */
  @property({ type: Number }) lift = 0.38;
  /** Half the inviting oval's height as a share of the view's, (0, 0.5). */
  @property({ type: Number }) reach = 0.27;

  @query('canvas') private _canvas!: HTMLCanvasElement;
  @query('.picture') private _picture!: HTMLElement;

  private _observation: Observation | null = null;
  /** The newest observation with a face, for as long as the oval keeps to that face. */
  private _faced: Observation | null = null;
  /** Null while there is no oval. */
  private _motion: OvalMotion | null = null;
  private _toldOval: Oval | null = null;
  private _frameRequest = 0;
  private _drawnMs = -Infinity;
  /** How brightly the lamp shines, [0, 1]. */
  private _lampLevel = 0;
  private _colours: OverlayColours | null = null;
  private readonly _reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
  private readonly _onPicture = () => {
    this._placePicture();
  };
  private readonly _resize = new ResizeObserver(() => {
    this._fitCanvas();
  });

  /** Takes the newest observation, or null when there is none to draw. */
  show(observation: Observation | null): void {
    this._observation = observation;
    const heldMs = observation && this._faced ? observation.timestampMs - this._faced.timestampMs : 0;
    if (observation === null || heldMs > FACE_HOLD_MS) this._faced = null;
    if (observation?.face) this._faced = observation;
    this._requestDraw();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this._resize.observe(this);
    if (this.hasUpdated) this._adoptVideo(this.source);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._resize.disconnect();
    cancelAnimationFrame(this._frameRequest);
    this._frameRequest = 0;
    this._leave(this.source);
    const video = this.source?.video;
    if (video?.parentElement === this._picture) {
      video.remove();
      keepPlaying(video);
    }
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('source')) {
      this._leave(changed.get('source') ?? null);
      this._adoptVideo(this.source);
    }
    if (changed.has('lamp')) this._colours = null;
    this._requestDraw();
  }

  override render() {
    return html`<div class="picture" aria-hidden="true"></div>
      <canvas aria-hidden="true"></canvas>`;
  }

  private _adoptVideo(source: VideoSource | null): void {
    this._faced = null;
    if (!source) {
      this._picture.replaceChildren();
      return;
    }
    this._picture.replaceChildren(source.video);
    source.video.addEventListener('resize', this._onPicture);
    source.addEventListener('statechange', this._onPicture);
    this._placePicture();
    keepPlaying(source.video);
  }

  private _leave(source: VideoSource | null): void {
    source?.video.removeEventListener('resize', this._onPicture);
    source?.removeEventListener('statechange', this._onPicture);
  }

  private _fitCanvas(): void {
    const ratio = window.devicePixelRatio;
    this._canvas.width = Math.round(this.clientWidth * ratio);
    this._canvas.height = Math.round(this.clientHeight * ratio);
    this._colours = null;
    this._placePicture();
    this._requestDraw();
  }

  /** Puts the picture where `coverTransform` says that it is. */
  private _placePicture(): void {
    const { clientWidth: width, clientHeight: height, source } = this;
    if (!source?.video.videoWidth || !height) return;
    const { video, turnDeg } = source;
    const size = { widthPx: video.videoWidth, heightPx: video.videoHeight };
    const transform = coverTransform(turnedSize(size, turnDeg), { width, height }, this.lift);
    const place = videoPlace(size, turnDeg, transform);
    for (const side of ['left', 'top', 'width', 'height'] as const) video.style[side] = `${place[side]}px`;
    this._picture.style.setProperty('--turn', `${turnDeg}deg`);
  }

  private _requestDraw(): void {
    if (this._frameRequest || !this.isConnected) return;
    this._frameRequest = requestAnimationFrame((nowMs) => {
      this._frameRequest = 0;
      if (nowMs - this._drawnMs < MIN_DRAW_INTERVAL_MS) {
        this._requestDraw();
        return;
      }
      this._moveLamp(nowMs - this._drawnMs);
      this._drawnMs = nowMs;
      this._draw(nowMs);
    });
  }

  private _draw(nowMs: number): void {
    const ctx = this._canvas.getContext('2d');
    const width = this.clientWidth;
    const height = this.clientHeight;
    if (!ctx || !width || !height) return;
    const colours = (this._colours ??= readColours(this));
    const ratio = window.devicePixelRatio;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    const oval = this._moveOval({ width, height }, nowMs);
    if (oval) {
      if (this._lampLevel < 1) drawScrim(ctx, width, height, oval, colours.scrim);
      if (this._lampLevel > 0) drawScrim(ctx, width, height, oval, `rgb(255 255 255 / ${this._lampLevel})`);
      drawGuide(ctx, oval, this.guide, colours);
      if (this._faced && this.label !== null) drawLabel(ctx, oval, this.label, width, height, colours);
    }
    const face = this._observation?.face;
    if (!this._observation || !face || !this.landmarks || this.calm) return;
    const transform = coverTransform(this._observation.frame, { width, height }, this.lift);
    drawBox(ctx, boxToScreen(transform, face.box), this.guide === 'bad' ? colours.bad : colours.line);
    if (face.landmarks) drawLandmarks(ctx, transform, face.landmarks, colours.good);
  }

  private _moveLamp(sinceMs: number): void {
    const wanted = this.lamp ? 1 : 0;
    if (this._lampLevel === wanted) return;
    // After a pause in drawing it does not catch up in one jump.
    const step = Math.min(sinceMs, LONGEST_LAMP_STEP_MS) / LAMP_FADE_MS;
    this._lampLevel = Math.max(0, Math.min(1, this._lampLevel + (this.lamp ? step : -step)));
    this._requestDraw();
  }

  /** Moves the oval on towards the face, or back to its inviting place. @returns Null while there is none. */
  private _moveOval(view: ViewSize, nowMs: number): Oval | null {
    if (this.guide === 'hidden') {
      this._motion = null;
      return null;
    }
    const target = this._target(view);
    const before = this._motion ?? atRest(target, nowMs);
    this._motion = (this._reducedMotion.matches ? leap : glide)(before, target, nowMs);
    const { oval } = this._motion;
    if (isMoving(this._motion)) this._requestDraw();
    if (oval !== this._toldOval) {
      this._toldOval = oval;
      this.dispatchEvent(new CustomEvent<Oval>('oval', { detail: oval }));
    }
    return oval;
  }

  private _target(view: ViewSize): Oval {
    const faced = this._faced;
    if (!faced?.face || this.guide === 'invite') return guideOval(view, this.lift, this.reach);
    const transform = coverTransform(faced.frame, view, this.lift);
    return faceOval(boxToScreen(transform, faced.face.box));
  }
}

/** The browser pauses a video that moves within the document; the frame pump would then get no frames. */
function keepPlaying(video: HTMLVideoElement): void {
  queueMicrotask(() => {
    if (video.paused && (video.srcObject || video.src) && !video.ended) video.play().catch(() => undefined);
  });
}

function readColours(element: Element): OverlayColours {
  const style = getComputedStyle(element);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    line: value('--kiosk-stage-line'),
    good: value('--kiosk-stage-good'),
    bad: value('--kiosk-stage-bad'),
    scrim: value('--kiosk-stage-scrim'),
    ink: value('--kiosk-stage-ink'),
    font: value('--kiosk-font'),
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-camera-view': KioskCameraView;
  }
}
