/**
 * @file `<kiosk-enrol-capture>`: the live picture with the oval, the ring and one big instruction, and the guided
 * capture behind it. It keeps embeddings in memory until it has handed them over, and never an image.
 */
import { localized, msg } from '@lit/localize';
import { LitElement, html } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import { CAPTURE_DEFAULTS, advance, createCapture, resultOf } from '../../src/core/enrolment/capture.ts';
import type { Capture } from '../../src/core/enrolment/capture.ts';
import type { CaptureView } from '../../src/core/enrolment/types.ts';
import type { Observation } from '../../src/core/observation.ts';
import { baseStyles } from '../../src/ui/elements/base-styles.ts';
import '../../src/ui/camera/camera-view.ts';
import { ARROW_OF, type FaceArrow } from '../../src/ui/camera/face-arrow.ts';
import '../../src/ui/camera/face-guide.ts';
import type { KioskFaceGuide } from '../../src/ui/camera/face-guide.ts';
import type { KioskCameraView } from '../../src/ui/camera/camera-view.ts';
import '../../src/ui/elements/kiosk-icon.ts';
import { SessionController } from '../../src/ui/elements/session-controller.ts';
import type { KioskSession } from '../../src/kiosk/session.ts';
import { SourceRun } from '../../src/kiosk/source-run.ts';
import type { Oval } from '../../src/ui/camera/view-geometry.ts';
import { captureStyles } from './capture-styles.ts';
import { type CaptureSituation, countText, instructionText, noticeText } from './capture-words.ts';
import './progress-ring.ts';
import type { KioskEnrolRing } from './progress-ring.ts';

/** Instructions are read aloud once they have stood for this long, so that a flicker is not. */
const SPEAK_AFTER_MS = 400;

/** Events: `captured` (detail: CaptureResult), `failed` (detail: CaptureFailure), and `cancel`. */
@localized()
@customElement('kiosk-enrol-capture')
export class KioskEnrolCapture extends LitElement {
  static override styles = [baseStyles, captureStyles];

  @property({ attribute: false }) session!: KioskSession;
  /** Gives each view twice the time: views were missing before. */
  @property({ type: Boolean }) patient = false;

  @state() private _view: CaptureView | null = null;
  @state() private _spoken = '';
  @state() private _over = false;

  @query('kiosk-camera-view') private _camera!: KioskCameraView;
  @query('kiosk-enrol-ring') private _ring!: KioskEnrolRing;
  @query('kiosk-face-guide') private _guide!: KioskFaceGuide;

  private _capture: Capture | null = null;
  private readonly _run = new SourceRun({
    onObservation: (observation) => this._take(observation),
    onSourceState: () => this.requestUpdate(),
    wantLandmarks: () => this.session.site.settings.showLandmarks,
  });
  private _speaking: ReturnType<typeof setTimeout> | undefined;
  private _toSpeak = '';

  constructor() {
    super();
    new SessionController(this, () => this.session);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._end();
  }

  override render() {
    const { session } = this;
    const view = this._view;
    return html`
      <div class="picture">
        <kiosk-camera-view
          .source=${session.source}
          .guide=${view?.hint ? 'seek' : 'hold'}
          lift="0.5"
          reach="0.36"
          ?landmarks=${session.site.settings.showLandmarks}
          @oval=${(event: CustomEvent<Oval>) => this._follow(event.detail)}
        ></kiosk-camera-view>
        <div class="edge"></div>
        <kiosk-enrol-ring .poses=${view?.poses ?? []}></kiosk-enrol-ring>
        <kiosk-face-guide .arrow=${arrowOf(view)}></kiosk-face-guide>
      </div>
      <div class="words">
        <p class="instruction ${view?.hint ? 'hint' : ''}">${instructionText(this._situation)}</p>
        <p class="notice">${noticeText(this._situation) || countText(this._situation)}</p>
        <p class="hidden-visually" aria-live="polite">${this._spoken}</p>
      </div>
      <wa-button class="cancel" size="l" appearance="outlined" @click=${this._cancel}
        >${msg('Cancel')}</wa-button
      >
    `;
  }

  protected override updated(): void {
    this._start();
    const situation = this._situation;
    const words = `${noticeText(situation)} ${instructionText(situation)} ${countText(situation)}`.trim();
    if (words === this._toSpeak) return;
    this._toSpeak = words;
    clearTimeout(this._speaking);
    this._speaking = setTimeout(() => {
      this._spoken = words;
    }, SPEAK_AFTER_MS);
  }

  private _follow(oval: Oval): void {
    this._ring.follow(oval);
    this._guide.follow(oval);
  }

  private get _situation(): CaptureSituation {
    const { source, pipeline } = this.session;
    return { over: this._over, ready: pipeline.current !== null, source: source.state, view: this._view };
  }

  /** Runs on the session's pipeline, and again when it or the source is another. */
  private _start(): void {
    if (this._over || !this.isConnected) return;
    const { source, camera } = this.session;
    const pipeline = this.session.pipeline.current;
    if (pipeline !== null) {
      if (source === camera && camera.state.kind === 'off') void this.session.startCamera();
      this._capture ??= createCapture({
        ...CAPTURE_DEFAULTS,
        poseTimeoutMs: CAPTURE_DEFAULTS.poseTimeoutMs * (this.patient ? 2 : 1),
        // The loosest operating point: a turned head is less like its frontal view than a door must demand.
        continuitySimilarity: Math.min(
          ...pipeline.report.embedder.operatingPoints.map(({ threshold }) => threshold),
        ),
      });
    }
    this._run.follow(source, pipeline);
  }

  private _take(observation: Observation): void {
    if (this._capture === null) return;
    this._camera.show(observation);
    const { capture, view } = advance(this._capture, observation);
    this._capture = capture;
    this._view = view;
    const result = resultOf(capture);
    if (result === null && view.failure === null) return;
    this._end();
    this.dispatchEvent(
      result === null
        ? new CustomEvent('failed', { detail: view.failure })
        : new CustomEvent('captured', { detail: result }),
    );
  }

  /** Ends the run and forgets what was collected; for good, since every attempt has its own element. */
  private _end(): void {
    this._over = true;
    clearTimeout(this._speaking);
    this._run.end();
    this._capture = null;
  }

  private _cancel(): void {
    this._end();
    this.dispatchEvent(new Event('cancel'));
  }
}

/** Where to move, else where to turn. A hint about the chin has words alone: its arrow would look like a view. */
function arrowOf(view: CaptureView | null): FaceArrow | null {
  const hinted = view?.hint ? (ARROW_OF[view.hint] ?? null) : null;
  if (view?.hint) return hinted === 'up' || hinted === 'down' ? null : hinted;
  return view?.pose && view.pose !== 'frontal' ? view.pose : null;
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-enrol-capture': KioskEnrolCapture;
  }
}
