/**
 * @file `<kiosk-camera-check>`: the camera's picture at the first run, and live what is wrong with it: whether a face
 * is seen, near enough and well lit. It goes by the rules of enrolment. Nothing of it is kept.
 */
import { localized } from '@lit/localize';
import { LitElement, type PropertyValues, css, html } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { judgeFrame } from '../../core/enrolment/judge-frame.ts';
import { steadyHint, type SteadyHint } from '../../core/enrolment/steady-hint.ts';
import type { Observation } from '../../core/observation.ts';
import type { KioskSession } from '../../kiosk/session.ts';
import { SourceRun } from '../../kiosk/source-run.ts';
import { cameraCheckText } from '../../locales/camera.ts';
import '../camera/camera-view.ts';
import type { KioskCameraView } from '../camera/camera-view.ts';
import { baseStyles } from '../elements/base-styles.ts';
import '../elements/note.ts';
import { SessionController } from '../elements/session-controller.ts';

/** Words that flicker cannot be read. */
const HINT_DELAY_MS = 400;
const NOBODY: SteadyHint = { shown: 'stepIntoView', latest: 'stepIntoView', sinceMs: 0 };

@localized()
@customElement('kiosk-camera-check')
export class KioskCameraCheck extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: var(--kiosk-space-3);
      }
      kiosk-camera-view {
        width: 100%;
        height: min(21rem, 42dvh);
        border-radius: var(--kiosk-radius);
      }
    `,
  ];

  @property({ attribute: false }) session!: KioskSession;
  private _hint = NOBODY;
  @query('kiosk-camera-view') private _view!: KioskCameraView;
  private readonly _run = new SourceRun({
    onObservation: (observation) => this._take(observation),
    onSourceState: () => {
      this._hint = NOBODY;
      this.requestUpdate();
    },
    wantLandmarks: () => false,
  });

  constructor() {
    super();
    new SessionController(this, () => this.session);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._run.end();
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    // Lit finishes an update that was under way when the element was removed.
    if (this.isConnected) this._run.follow(this.session.camera, this.session.pipeline.current);
  }

  override render() {
    const { camera, pipeline } = this.session;
    const ready = pipeline.current !== null && camera.state.kind === 'live';
    const hint = this._hint.shown;
    return html`<kiosk-camera-view
        .source=${camera}
        .guide=${ready && hint === null ? 'hold' : 'seek'}
        lift="0.5"
        reach="0.4"
      ></kiosk-camera-view>
      <kiosk-note role="status" tone=${!ready ? 'info' : hint === null ? 'good' : 'warn'}
        >${cameraCheckText(ready, hint)}</kiosk-note
      >`;
  }

  private _take(observation: Observation): void {
    this._view.show(observation);
    const { hint } = judgeFrame(observation, 'frontal', null);
    const after = steadyHint(this._hint, hint, observation.timestampMs, HINT_DELAY_MS);
    const isOther = after.shown !== this._hint.shown;
    this._hint = after;
    if (isOther) this.requestUpdate();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-camera-check': KioskCameraCheck;
  }
}
