/** @file `<kiosk-pin-dialog>`: gives somebody who is enrolled a PIN, or takes it away. */
import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import { badgesInUse } from '../../src/core/enrolment/details.ts';
import { entryProblem, heldBy, type EntryProblem } from '../../src/core/enrolment/entry-needs.ts';
import { checkPinForm } from '../../src/core/enrolment/pin.ts';
import type { PinHash, NamedPerson } from '../../src/core/template/types.ts';
import { hashPin } from '../../src/storage/keys/pin.ts';
import { baseStyles } from '../../src/ui/elements/base-styles.ts';
import type { KioskSession } from '../../src/kiosk/session.ts';
import '../steps/new-pin.ts';
import type { KioskNewPin } from '../steps/new-pin.ts';
import './details-fields.ts';
import type { KioskDetailsFields } from './details-fields.ts';
import { peopleStyles } from './people-styles.ts';
import { stepStyles } from '../steps/step-styles.ts';
import '../../src/ui/elements/note.ts';
import { WorkController } from '../../src/ui/elements/work-controller.ts';

/** Dispatches `done` (detail: string, what was done; empty for nothing). */
@localized()
@customElement('kiosk-pin-dialog')
export class KioskPinDialog extends LitElement {
  static override styles = [baseStyles, stepStyles, peopleStyles];

  @property({ attribute: false }) session!: KioskSession;
  /** Whose PIN it is; null closes the dialog. */
  @property({ attribute: false }) subject: NamedPerson | null = null;
  /** Why the PIN cannot be removed. */
  @state() private _problem: EntryProblem | null = null;
  private readonly _work = new WorkController(this);

  @query('kiosk-details-fields') private _fields!: KioskDetailsFields | null;
  @query('kiosk-new-pin') private _pin!: KioskNewPin;

  override render() {
    const { subject } = this;
    return html`<wa-dialog
      ?open=${subject !== null}
      label=${subject === null ? '' : msg(str`PIN of ${subject.name}`)}
      @wa-hide=${this._hide}
    >
      ${
        subject === null
          ? nothing
          : html`<form id="form" class="form" novalidate @submit=${this._submit}>
              <p>
                ${msg('With badge number and PIN this person enters without face recognition. Anybody who knows both gets in: let the person type the PIN, and do not watch.')}
              </p>
              ${
                subject.badge === null
                  ? html`<kiosk-details-fields
                      badge-only
                      badge-needed
                      .initial=${subject}
                      .badgesInUse=${badgesInUse(this.session.people.subjects.values(), subject.id)}
                    ></kiosk-details-fields>`
                  : nothing
              }
              <kiosk-new-pin label=${msg('New PIN')}></kiosk-new-pin>
            </form>`
      }
      ${
        this._problem === null
          ? nothing
          : html`<kiosk-note tone="warn" role="alert">${this._problemText(this._problem)}</kiosk-note>`
      }
      ${this._work.outcome()}
      <div slot="footer" class="actions">
        <wa-button size="l" appearance="outlined" ?disabled=${this._work.busy} @click=${() => this._done('')}>
          ${msg('Cancel')}
        </wa-button>
        ${
          subject?.pin && subject.template
            ? html`<wa-button
                size="l"
                appearance="outlined"
                variant="danger"
                ?disabled=${this._work.busy}
                @click=${this._remove}
              >
                ${msg('Remove the PIN')}
              </wa-button>`
            : nothing
        }
        <wa-button size="l" variant="brand" ?loading=${this._work.busy} @click=${this._submit}>
          ${msg('Save the PIN')}
        </wa-button>
      </div>
    </wa-dialog>`;
  }

  private async _submit(event: Event): Promise<void> {
    event.preventDefault();
    const { subject } = this;
    if (subject === null) return;
    this._problem = null;
    // With a badge number on record there is no field for one.
    const checked = this._fields === null ? subject : this._fields.check();
    if (checked === null) return;
    const { badge } = checked;
    const { typed } = this._pin;
    this._pin.problem = checkPinForm(typed, badge, true);
    if (this._pin.problem !== null) return;
    await this._save(badge, () => hashPin(typed.pin), msg(str`${subject.name} has a new PIN.`));
  }

  private async _remove(): Promise<void> {
    const { subject } = this;
    if (subject === null) return;
    this._problem = entryProblem(subject, { ...heldBy(subject), hasPin: false });
    if (this._problem !== null) return;
    await this._save(
      subject.badge,
      () => Promise.resolve(null),
      msg(str`${subject.name} no longer has a PIN.`),
    );
  }

  private async _save(
    badge: string | null,
    hash: () => Promise<PinHash | null>,
    said: string,
  ): Promise<void> {
    const { subject, session } = this;
    if (subject === null || this._work.busy) return;
    await this._work.run(async () => {
      const store = session.access.storeFor('people');
      await store.changeSubject(subject.id, { badge, pin: await hash() }, Date.now());
      await session.people.refresh();
    });
    if (this._work.error === null) this._done(said);
  }

  private _hide(event: Event): void {
    if (event.target !== event.currentTarget) return;
    if (this._work.busy) event.preventDefault();
    else if (this.subject !== null) this._done('');
  }

  private _problemText(problem: EntryProblem): string {
    return problem === 'badgeAndPinNeeded'
      ? msg(
          'The PIN is kept: because of the notes for the door, this person enters with face and badge with PIN. Change that first, under Open → Edit.',
        )
      : msg(
          'The PIN is kept: the door asks this person for badge or PIN, and there is no badge. Change that first, under Open → Edit.',
        );
  }

  private _done(said: string): void {
    this._problem = null;
    this._work.clear();
    this.dispatchEvent(new CustomEvent('done', { detail: said }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-pin-dialog': KioskPinDialog;
  }
}
