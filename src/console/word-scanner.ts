/** @file `<fleet-word-scanner>`: reads the code on a tablet's screen with this device's camera. Keeps no picture. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg } from '@lit/localize';
import { LitElement, css, html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { cameraFailureText } from '../locales/camera.ts';
import { Camera } from '../runtime/camera.ts';
import { baseStyles } from '../ui/elements/base-styles.ts';
import '../ui/elements/note.ts';

const LOOK_EVERY_MS = 200;

/** Dispatches `scanned` (CustomEvent<string>) with each code that it sees. */
@localized()
@customElement('fleet-word-scanner')
export class FleetWordScanner extends LitElement {
  static override styles = [
    baseStyles,
    css`
      video {
        display: block;
        width: 100%;
        max-height: 20rem;
        border-radius: var(--kiosk-radius);
        background: var(--kiosk-stage);
        object-fit: cover;
      }
    `,
  ];

  private readonly _camera = new Camera('environment');
  private _looking: ReturnType<typeof setInterval> | undefined;
  private readonly _changed = () => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    this._camera.addEventListener('statechange', this._changed);
    void this._camera.start(null);
    void this._look();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this._looking);
    this._camera.removeEventListener('statechange', this._changed);
    this._camera.close();
  }

  override render() {
    const { state, video } = this._camera;
    if (state.kind === 'failed') {
      const { title, advice } = cameraFailureText(state.reason);
      return html`<kiosk-note tone="warn" icon="camera-off" role="status"
        ><strong>${title}.</strong> ${advice}</kiosk-note
      >`;
    }
    return html`<div class="stack">
      ${video}
      <p class="quiet" role="status">${msg('Hold the tablet’s code before the camera.')}</p>
    </div>`;
  }

  private async _look(): Promise<void> {
    // Only whoever scans loads the reader.
    const { default: decodeQR } = await import('qr/decode.js');
    const canvas = new OffscreenCanvas(1, 1);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null || !this.isConnected) return;
    this._looking = setInterval(() => {
      const { video } = this._camera;
      if (video.videoWidth === 0) return;
      [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
      context.drawImage(video, 0, 0);
      const { width, height, data } = context.getImageData(0, 0, canvas.width, canvas.height);
      let text: string;
      try {
        text = decodeQR({ width, height, data });
      } catch {
        // There is no code in the picture.
        return;
      }
      this.dispatchEvent(new CustomEvent('scanned', { detail: text }));
    }, LOOK_EVERY_MS);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fleet-word-scanner': FleetWordScanner;
  }
}
