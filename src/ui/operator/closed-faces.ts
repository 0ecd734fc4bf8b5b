/** @file `<kiosk-closed-faces>`: whose face was refused too often, and the button that opens it again. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ClosedFace } from '../../core/decision/approaches.ts';
import type { KioskSession } from '../../kiosk/session.ts';
import { baseStyles } from '../elements/base-styles.ts';
import '../elements/note.ts';
import { SessionController } from '../elements/session-controller.ts';
import { WorkController } from '../elements/work-controller.ts';

const MINUTE_MS = 60_000;

/** Shows nothing while every face may open. */
@localized()
@customElement('kiosk-closed-faces')
export class KioskClosedFaces extends LitElement {
  static override styles = [baseStyles];

  @property({ attribute: false }) session!: KioskSession;
  private readonly _work = new WorkController(this);

  constructor() {
    super();
    new SessionController(this, () => this.session);
  }

  override render() {
    const closed = this.session.approaches.closedAt(performance.now());
    if (closed.length === 0) return nothing;
    return html`<div class="stack">${closed.map((face) => this._row(face))} ${this._work.outcome()}</div>`;
  }

  private _row({ subjectId, untilMs }: ClosedFace) {
    const name = this.session.people.names.of(subjectId) ?? '';
    const minutes = Math.ceil((untilMs - performance.now()) / MINUTE_MS);
    return html`<kiosk-note tone="warn"
        >${msg(str`Approaches with the face of ${name} failed too often. It opens nothing for ${minutes} min.`)}</kiosk-note
      >
      <wa-button
        size="l"
        appearance="outlined"
        aria-label=${msg(str`Open it again for ${name}`)}
        @click=${() => this._reopen(subjectId)}
        >${msg('Open this face again')}</wa-button
      >`;
  }

  private async _reopen(subjectId: string): Promise<void> {
    await this._work.run(() => this.session.reopenFace(subjectId));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-closed-faces': KioskClosedFaces;
  }
}
