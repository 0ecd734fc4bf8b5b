/** @file `<kiosk-people>`: who is enrolled, with search, enrolling anew and deleting. It shows no biometric data. */
import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import type { Subject } from '../src/core/template/types.ts';
import type { UnreadableRecord } from '../src/storage/types.ts';
import { baseStyles, noteStyles } from '../src/ui/base-styles.ts';
import '../src/ui/kiosk-icon.ts';
import { SessionController } from '../src/ui/session-controller.ts';
import type { KioskSession } from '../src/ui/session.ts';
import { findPeople } from './people-search.ts';
import './pin-dialog.ts';
import { peopleStyles } from './people-styles.ts';
import { stepStyles } from './step-styles.ts';
import { dateText } from '../src/locales/enrolment.ts';

/** More rows than this are found by searching rather than by scrolling. */
const ROWS_SHOWN = 100;

/** Who is to be deleted; `name` null for a record that cannot be read. */
interface Doomed {
  readonly id: string;
  readonly name: string | null;
}

/** Events: `enrol` (somebody new), `reenrol` (detail: Subject). */
@localized()
@customElement('kiosk-people')
export class KioskPeople extends LitElement {
  static override styles = [baseStyles, noteStyles, stepStyles, peopleStyles];

  @property({ attribute: false }) session!: KioskSession;

  @state() private _wanted = '';
  @state() private _doomed: Doomed | null = null;
  @state() private _pinOf: Subject | null = null;
  @state() private _deleting = false;
  @state() private _problem: string | null = null;
  @state() private _said = '';

  @query('h1') private _title!: HTMLElement;

  constructor() {
    super();
    new SessionController(this, () => this.session);
  }

  override render() {
    const { subjects, unreadable } = this.session;
    const found = findPeople(subjects.values(), this._wanted);
    return html`
      <div class="head">
        <h1 tabindex="-1">${msg('People')}</h1>
        <wa-button size="l" variant="brand" @click=${() => this.dispatchEvent(new Event('enrol'))}>
          <kiosk-icon slot="start" name="user-plus"></kiosk-icon>${msg('Enrol somebody')}
        </wa-button>
      </div>
      ${
        subjects.size === 0
          ? html`<p class="quiet">${msg('Nobody is enrolled yet.')}</p>`
          : html`<wa-input
                size="l"
                type="search"
                label=${msg('Find by name or badge number')}
                with-clear
                autocomplete="off"
                @input=${this._search}
              ></wa-input>
              <p class="quiet small" role="status">${this._count(found.length)}</p>
              <ul class="people">
                ${repeat(
                  found.slice(0, ROWS_SHOWN),
                  ({ id }) => id,
                  (subject) => this._row(subject),
                )}
              </ul>`
      }
      ${unreadable.length > 0 ? this._unreadable(unreadable) : nothing}
      <p class="hidden-visually" role="status">${this._said}</p>
      ${this._dialog()}
      <kiosk-pin-dialog
        .session=${this.session}
        .subject=${this._pinOf}
        @done=${(event: CustomEvent<string>) => {
          this._said = event.detail;
          this._pinOf = null;
        }}
      ></kiosk-pin-dialog>
    `;
  }

  private _row(subject: Subject) {
    const { name, badge, enrolledAtMs, consent, template, pin } = subject;
    return html`<li>
      <div class="person">
        <p class="who">${name}</p>
        <p class="quiet small">
          ${badge === null ? nothing : html`<span>${msg(str`Badge ${badge}`)}</span>`}
          <span>${msg(str`Enrolled ${dateText(enrolledAtMs)}`)}</span>
          <span>${msg(str`Kept until ${dateText(consent.retainUntilMs)}`)}</span>
          ${
            template === null
              ? html`<span>${msg('No face: badge and PIN only')}</span>`
              : pin === null
                ? nothing
                : html`<span>${msg('Has a PIN')}</span>`
          }
        </p>
        ${
          this.session.outdated.includes(subject)
            ? html`<p class="outdated small">
                ${msg('Cannot be recognised: enrolled with another model. Enrol again.')}
              </p>`
            : nothing
        }
      </div>
      <wa-button
        appearance="outlined"
        @click=${() => {
          this._pinOf = subject;
        }}
      >
        <kiosk-icon slot="start" name="key-round"></kiosk-icon>${msg('PIN')}
        <span class="hidden-visually">${name}</span>
      </wa-button>
      <wa-button appearance="outlined" @click=${() => this._again(subject)}>
        <kiosk-icon slot="start" name="refresh"></kiosk-icon>${msg('Enrol again')}
        <span class="hidden-visually">${name}</span>
      </wa-button>
      <wa-button appearance="outlined" variant="danger" @click=${() => this._ask({ id: subject.id, name })}>
        <kiosk-icon slot="start" name="trash"></kiosk-icon>${msg('Delete')}
        <span class="hidden-visually">${name}</span>
      </wa-button>
    </li>`;
  }

  private _unreadable(records: readonly UnreadableRecord[]) {
    return html`<section class="unreadable" aria-labelledby="unreadable-title">
      <h2 id="unreadable-title">${msg('Records that cannot be opened')}</h2>
      <p class="note warn">
        <kiosk-icon name="triangle-alert"></kiosk-icon>
        <span>
          ${msg(
            'These records were altered or damaged since they were stored, so they match nobody. Bring in a backup that holds these people, or delete the records and enrol the people again. If nobody knows why it happened, treat this device as tampered with.',
          )}
        </span>
      </p>
      <ul class="people">
        ${records.map(
          ({ id }) =>
            html`<li>
              <div class="person"><code>${id}</code></div>
              <wa-button appearance="outlined" variant="danger" @click=${() => this._ask({ id, name: null })}>
                <kiosk-icon slot="start" name="trash"></kiosk-icon>${msg('Delete')}
                <span class="hidden-visually">${id}</span>
              </wa-button>
            </li>`,
        )}
      </ul>
    </section>`;
  }

  private _dialog() {
    const doomed = this._doomed;
    const name = doomed?.name ?? null;
    return html`<wa-dialog
      ?open=${doomed !== null}
      label=${name === null ? msg('Delete this record?') : msg(str`Delete ${name}?`)}
      @wa-hide=${this._hide}
    >
      <p>
        ${
          name === null
            ? msg('The record is erased for good.')
            : msg(
                'The template, the name, the badge number and the PIN are erased at once and for good. This person is no longer let in.',
              )
        }
      </p>
      ${this._problem === null ? nothing : html`<p class="note bad" role="alert">${this._problem}</p>`}
      <div slot="footer" class="actions">
        <wa-button size="l" appearance="outlined" ?disabled=${this._deleting} @click=${() => this._ask(null)}>
          ${msg('Keep')}
        </wa-button>
        <wa-button size="l" variant="danger" ?loading=${this._deleting} @click=${this._delete}>
          ${msg('Delete for good')}
        </wa-button>
      </div>
    </wa-dialog>`;
  }

  private _count(found: number): string {
    return found > ROWS_SHOWN
      ? msg(str`${found} people; the first ${ROWS_SHOWN} are shown. Search to find the others.`)
      : msg(str`${found} of ${this.session.subjects.size} enrolled`);
  }

  private _search(event: Event): void {
    this._wanted = (event.target as WaInput).value ?? '';
  }

  private _again(subject: Subject): void {
    this.dispatchEvent(new CustomEvent('reenrol', { detail: subject }));
  }

  private _ask(doomed: Doomed | null): void {
    this._problem = null;
    this._doomed = doomed;
  }

  private _hide(event: Event): void {
    if (event.target !== event.currentTarget) return;
    if (this._deleting) event.preventDefault();
    else this._doomed = null;
  }

  private async _delete(): Promise<void> {
    const doomed = this._doomed;
    const { store } = this.session;
    if (doomed === null || this._deleting) return;
    this._deleting = true;
    try {
      if (store === null) throw new Error(msg('The kiosk is locked. Unlock it and try again.'));
      await store.deleteSubject(doomed.id);
      await store.appendAudit({ kind: 'deleted', subjectId: doomed.id }, Date.now());
      await this.session.refreshGallery();
      this._said =
        doomed.name === null ? msg('The record is deleted.') : msg(str`${doomed.name} is deleted.`);
      this._doomed = null;
      this._title.focus();
    } catch (error) {
      this._problem = error instanceof Error ? error.message : String(error);
    } finally {
      this._deleting = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-people': KioskPeople;
  }
}
