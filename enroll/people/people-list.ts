/**
 * @file `<kiosk-people>`: who is enrolled, found by name or badge and shown page by page. It shows no picture and no
 * biometric data.
 */
import { isOutdatedBadge } from '../../src/core/enrolment/badge.ts';
import { enrolledWithoutText, outdatedBadgeText, weakPinText } from '../../src/locales/enrolment.ts';
import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import '@awesome.me/webawesome/dist/components/option/option.js';
import '@awesome.me/webawesome/dist/components/select/select.js';
import type WaSelect from '@awesome.me/webawesome/dist/components/select/select.js';
import { isPresentText } from '../../src/core/site/consent-text.ts';
import type { NamedPerson, Person } from '../../src/core/template/types.ts';
import { dateText } from '../../src/locales/moments.ts';
import { lastSeen, logBeginsMs } from '../../src/storage/log/audit-query.ts';
import type { AuditEntry, UnreadableRecord } from '../../src/storage/types.ts';
import { entryText } from '../../src/locales/entry.ts';
import { baseStyles } from '../../src/ui/elements/base-styles.ts';
import '../../src/ui/elements/kiosk-icon.ts';
import '../../src/ui/elements/pager.ts';
import { pageOf } from '../../src/ui/elements/paging.ts';
import { findDoubleRecords, type DoubleRecord } from '../../src/kiosk/double-records.ts';
import { SessionController } from '../../src/ui/elements/session-controller.ts';
import type { KioskSession } from '../../src/kiosk/session.ts';
import './delete-dialog.ts';
import './join-dialog.ts';
import type { DoublePair } from './join-dialog.ts';
import type { Doomed } from './delete-dialog.ts';
import { peopleStyles } from './people-styles.ts';
import './pin-dialog.ts';
import './person-dialog.ts';
import { lastSeenText, templateText } from './person-words.ts';
import { stepStyles } from '../steps/step-styles.ts';
import '../../src/ui/elements/note.ts';
import { perLanguage } from '../../src/ui/elements/per-language.ts';

const PAGE_SIZE = 50;

/**
 * `otherConsent`: agreed to another text than the present one. `outdated`: the template is of another model.
 * `viewsMissing`: enrolled without some view.
 */
type PeopleGroup = 'all' | 'otherConsent' | 'outdated' | 'viewsMissing';

/** Events: `enrol` (somebody new), `reenrol` (detail: NamedPerson). */
@localized()
@customElement('kiosk-people')
export class KioskPeople extends LitElement {
  static override styles = [baseStyles, stepStyles, peopleStyles];

  @property({ attribute: false }) session!: KioskSession;

  @state() private _wanted = '';
  @state() private _group: PeopleGroup = 'all';
  @state() private _page = 0;
  /** Id of the person whose record is open. */
  @state() private _open: string | null = null;
  @state() private _doomed: Doomed | null = null;
  /** Id of the person whose PIN is changed. */
  @state() private _pinOf: string | null = null;
  @state() private _said = '';
  /** Records that the door takes for one person; empty until the faces are compared. */
  @state() private _doubles: readonly DoubleRecord[] = [];
  @state() private _pair: DoublePair | null = null;
  /** Null until the log is read. */
  @state() private _seen: ReadonlyMap<string, number> | null = null;
  private _logBeginsMs: number | null = null;

  @query('h1') private _title!: HTMLElement;
  /** Ends the comparison of faces under way. */
  private _comparing = new AbortController();
  private _compared: ReadonlyMap<string, Person> | null = null;
  /** Ids of people who were found, by name; null before the names are read. */
  @state() private _found: readonly string[] | null = null;
  /** Others are being looked for. */
  @state() private _seeking = false;
  /** Whom the names that were found are of. */
  private _listed: ReadonlyMap<string, Person> | null = null;
  /** Whether a text is the present one, by the text and the kind of consent: many people have few texts. */
  private readonly _presentTexts = new Map<string, boolean>();

  constructor() {
    super();
    new SessionController(this, () => this.session);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Where the log cannot be read, Records says so; here only the last visits stay unknown.
    this._readVisits().catch(() => undefined);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._comparing.abort();
    [this._compared, this._listed] = [null, null];
    this.session.access.store?.forgetNames().catch(() => undefined);
  }

  protected override updated(): void {
    const { people, faceModel } = this.session;
    if (people.subjects !== this._listed) {
      this._listed = people.subjects;
      void this._find();
    }
    if (faceModel === null || people.facesShare !== null || people.subjects === this._compared) return;
    this._compared = people.subjects;
    this._comparing.abort();
    this._comparing = new AbortController();
    findDoubleRecords(people.subjects, faceModel, this._comparing.signal).then(
      (pairs) => {
        this._doubles = pairs;
      },
      // The people are others meanwhile, or nobody looks any more.
      () => undefined,
    );
  }

  override render() {
    const { subjects, unreadable } = this.session.people;
    return html`
      <div class="head">
        <h1 tabindex="-1">${msg('People')}</h1>
        <wa-button size="l" variant="brand" @click=${() => this.dispatchEvent(new Event('enrol'))}>
          <kiosk-icon slot="start" name="user-plus"></kiosk-icon>${msg('Enrol somebody')}
        </wa-button>
      </div>
      ${subjects.size === 0 ? html`<p class="quiet">${msg('Nobody is enrolled yet.')}</p>` : this._list()}
      ${this._doubles.length > 0 ? this._doubleRecords() : nothing}
      ${unreadable.length > 0 ? this._unreadable(unreadable) : nothing} ${this._dialogs()}
      <p class="hidden-visually" role="status">${this._said}</p>
    `;
  }

  private _list() {
    const { people } = this.session;
    const found = (this._found ?? []).filter((id) => {
      const person = people.subjects.get(id);
      return person !== undefined && this._isIn(this._group, person);
    });
    const shown = pageOf(found, this._page, PAGE_SIZE);
    // Their names are read as they are shown.
    const rows = shown.items.flatMap((id) => people.shown(id) ?? []);
    return html`<wa-input
        size="l"
        type="search"
        label=${msg('Find by name or badge number')}
        with-clear
        autocomplete="off"
        @input=${this._search}
      ></wa-input>
      ${this._groups()}
      <ul
        class="people"
        aria-busy=${this._found === null || this._seeking || rows.length < shown.items.length}
      >
        ${repeat(
          rows,
          ({ id }) => id,
          (subject) => this._row(subject),
        )}
      </ul>
      <kiosk-pager
        .view=${shown}
        @page=${(event: CustomEvent<number>) => {
          this._page = event.detail;
          this._title.scrollIntoView();
        }}
      ></kiosk-pager>`;
  }

  /** Offered only where there is somebody to be found by it. */
  private _groups() {
    const { subjects } = this.session.people;
    const count = (group: PeopleGroup) =>
      [...subjects.values()].filter((subject) => this._isIn(group, subject)).length;
    const [otherConsent, outdated] = [count('otherConsent'), count('outdated')];
    const viewsMissing = count('viewsMissing');
    if (otherConsent + outdated + viewsMissing === 0) return nothing;
    return perLanguage(
      html`<wa-select
        size="l"
        label=${msg('Show')}
        .value=${this._group}
        @change=${(event: Event) => {
          this._group = (event.target as WaSelect).value as PeopleGroup;
          this._page = 0;
        }}
      >
        <wa-option value="all">${msg('Everybody')}</wa-option>
        <wa-option value="otherConsent"
          >${msg(str`Agreed to another text than the current one: ${otherConsent}`)}</wa-option
        >
        <wa-option value="outdated"
          >${msg(str`Must enrol again for the current model: ${outdated}`)}</wa-option
        >
        <wa-option value="viewsMissing">${msg(str`Enrolled without some view: ${viewsMissing}`)}</wa-option>
      </wa-select>`,
    );
  }

  private _isIn(group: PeopleGroup, subject: Person): boolean {
    switch (group) {
      case 'all':
        return true;
      case 'otherConsent': {
        const kind = subject.template === null ? 'faceless' : 'face';
        return !this._isPresentText(subject.consent.textVersion, kind);
      }
      case 'viewsMissing':
        return (subject.skippedViews?.length ?? 0) > 0;
      case 'outdated': {
        const model = this.session.pipeline.report?.embedder.sha256;
        // Searching the list `outdated` would be slow: after a change of the model it may hold everybody.
        return model !== undefined && subject.template !== null && subject.template.modelSha256 !== model;
      }
    }
  }

  private _row(subject: NamedPerson) {
    const { id, name, badge, enrolledAtMs, consent, template, pin } = subject;
    return html`<li>
      <div class="person">
        <p class="who">
          <bdi>${name}</bdi> ${badge === null ? nothing : html`<bdi class="quiet">${badge}</bdi>`}
        </p>
        <p class="quiet small facts">
          <span>${msg(str`Enrolled ${dateText(enrolledAtMs)}`)}</span>
          <span>${templateText(subject)}</span>
          <span>${msg(str`Last let in: ${this._lastSeen(subject)}`)}</span>
          <span>${msg(str`Kept until ${dateText(consent.retainUntilMs)}`)}</span>
          ${template === null || pin === null ? nothing : html`<span>${msg('Has a PIN')}</span>`}
          ${this.session.people.hasGuessablePin(subject) ? html`<span>${weakPinText()}</span>` : nothing}
          ${isOutdatedBadge(badge) ? html`<span>${outdatedBadgeText()}</span>` : nothing}
          ${asksMore(subject) ? html`<span>${entryText(subject)}</span>` : nothing}
        </p>
        ${this._state(subject)}
      </div>
      <wa-button
        appearance="outlined"
        @click=${() => {
          this._pinOf = id;
        }}
      >
        <kiosk-icon slot="start" name="key-round"></kiosk-icon>${msg('PIN')}
        <span class="hidden-visually">${name}</span>
      </wa-button>
      <wa-button
        appearance="outlined"
        @click=${() => {
          this._open = id;
        }}
      >
        ${msg('Open')}<span class="hidden-visually"> ${name}</span>
      </wa-button>
    </li>`;
  }

  private _state(subject: NamedPerson) {
    if (this.session.records.isDoubted(subject.id)) {
      return html`<p class="state small">
        <kiosk-icon name="triangle-alert"></kiosk-icon>
        ${msg('Not let in: this may be an old record that was put back. The administrator decides under Health.')}
      </p>`;
    }
    if (subject.suspendedAtMs !== null) {
      return html`<p class="state small"><kiosk-icon name="pause"></kiosk-icon>${msg('Suspended')}</p>`;
    }
    if (this._isIn('outdated', subject)) {
      return html`<p class="state small">
        <kiosk-icon name="triangle-alert"></kiosk-icon>
        ${msg('Cannot be recognised: enrolled with another model. Enrol again.')}
      </p>`;
    }
    if (!subject.skippedViews?.length) return nothing;
    return html`<p class="state small">
        <kiosk-icon name="triangle-alert"></kiosk-icon>${enrolledWithoutText(subject.skippedViews)}
      </p>
      <wa-button
        appearance="outlined"
        size="s"
        @click=${() => this.dispatchEvent(new CustomEvent('reenrol', { detail: subject }))}
      >
        <kiosk-icon slot="start" name="refresh"></kiosk-icon>${msg('Enrol again')}
        <span class="hidden-visually">${subject.name}</span>
      </wa-button>`;
  }

  private _doubleRecords() {
    return html`<section class="unreadable" aria-labelledby="doubles-title">
      <h2 id="doubles-title">${msg('Two records of one face')}</h2>
      <p class="quiet">
        ${msg('The door cannot tell these apart, so it refuses them by face. These refusals do not count as failed tries.')}
      </p>
      <ul class="people">
        ${this._pairs().map(
          (pair) =>
            html`<li>
              <div class="person">
                <p class="who">${nameAndBadge(pair.kept)}</p>
                <p class="who">${nameAndBadge(pair.gone)}</p>
              </div>
              <wa-button
                appearance="outlined"
                @click=${() => {
                  this._pair = pair;
                }}
              >
                <kiosk-icon slot="start" name="users"></kiosk-icon>${msg('Look at them')}
                <span class="hidden-visually">${pair.kept.name}, ${pair.gone.name}</span>
              </wa-button>
            </li>`,
        )}
      </ul>
    </section>`;
  }

  private _unreadable(records: readonly UnreadableRecord[]) {
    return html`<section class="unreadable" aria-labelledby="unreadable-title">
      <h2 id="unreadable-title">${msg('Records that cannot be opened')}</h2>
      <kiosk-note tone="warn"
        >${msg(
          'These records were altered or damaged since they were stored, so they match nobody. Import a backup that contains these people, or delete the records and enrol the people again. If nobody knows why it happened, treat this device as tampered with.',
        )}</kiosk-note
      >
      <ul class="people">
        ${records.map(
          ({ id }) =>
            html`<li>
              <div class="person"><code>${id}</code></div>
              <wa-button
                appearance="outlined"
                variant="danger"
                @click=${() => {
                  this._doomed = { id, name: null };
                }}
              >
                <kiosk-icon slot="start" name="trash"></kiosk-icon>${msg('Delete')}
                <span class="hidden-visually">${id}</span>
              </wa-button>
            </li>`,
        )}
      </ul>
    </section>`;
  }

  private _dialogs() {
    const { people } = this.session;
    const open = this._open === null ? null : people.shown(this._open);
    const pinOf = this._pinOf === null ? null : people.shown(this._pinOf);
    return html`<kiosk-pin-dialog
        .session=${this.session}
        .subject=${pinOf}
        @done=${(event: CustomEvent<string>) => {
          this._said = event.detail;
          this._pinOf = null;
        }}
      ></kiosk-pin-dialog>
      <kiosk-join-people
        .session=${this.session}
        .pair=${this._pair}
        @closed=${(event: CustomEvent<string>) => {
          this._pair = null;
          this._said = event.detail;
          if (event.detail !== '') this._title.focus();
        }}
      ></kiosk-join-people>
      <kiosk-person
        .session=${this.session}
        .subject=${open}
        .lastSeen=${open === null ? '' : this._lastSeen(open)}
        @closed=${() => {
          this._open = null;
        }}
        @reenrol=${(event: CustomEvent<NamedPerson>) => {
          this.dispatchEvent(new CustomEvent('reenrol', { detail: event.detail }));
        }}
        @delete=${({ detail: { id, name } }: CustomEvent<NamedPerson>) => {
          this._doomed = { id, name };
        }}
      ></kiosk-person>
      <kiosk-delete-person
        .session=${this.session}
        .doomed=${this._doomed}
        @closed=${(event: CustomEvent<boolean>) => {
          this._doomed = null;
          if (event.detail) this._title.focus();
        }}
      ></kiosk-delete-person>`;
  }

  private _lastSeen(subject: NamedPerson): string {
    const seenAtMs = this._seen === null ? null : this._seen.get(subject.id);
    return lastSeenText(subject, seenAtMs, this._logBeginsMs);
  }

  /** Pairs whose names are read. */
  private _pairs(): readonly DoublePair[] {
    const { people } = this.session;
    return this._doubles.slice(0, PAGE_SIZE).flatMap(({ keptId, goneId }) => {
      const [kept, gone] = [people.shown(keptId), people.shown(goneId)];
      return kept === null || gone === null ? [] : { kept, gone };
    });
  }

  private _isPresentText(textVersion: string, kind: 'face' | 'faceless'): boolean {
    const key = `${kind} ${textVersion}`;
    const known = this._presentTexts.get(key);
    if (known !== undefined) return known;
    const { rules, logDays } = this.session.site;
    const present = isPresentText(textVersion, rules.consent, kind, logDays, this.session.fleet.reach);
    this._presentTexts.set(key, present);
    return present;
  }

  private async _readVisits(): Promise<void> {
    const { store } = this.session.access;
    if (store === null) return;
    let first: AuditEntry | undefined;
    const seen = new Map<string, number>();
    for await (const part of store.auditPartsForwards()) {
      if (!this.isConnected) return;
      first ??= part[0];
      lastSeen(part, seen);
    }
    this._logBeginsMs = logBeginsMs(first === undefined ? [] : [first]);
    this._seen = seen;
  }

  /** The worker has the names; it finds the people of another word meanwhile. */
  private async _find(): Promise<void> {
    const [wanted, listed] = [this._wanted, this._listed];
    this._seeking = true;
    const found = await this.session.access.store?.find(wanted).catch(() => null);
    if (!this.isConnected || wanted !== this._wanted || listed !== this._listed) return;
    this._found = found ?? null;
    this._seeking = false;
  }

  private _search(event: Event): void {
    this._wanted = (event.target as WaInput).value ?? '';
    this._page = 0;
    void this._find();
  }
}

function nameAndBadge({ name, badge }: NamedPerson): string {
  return badge === null ? name : msg(str`${name} (badge ${badge})`);
}

/** The face alone does not open the door to them. */
function asksMore({ template, entryRule, accommodations }: NamedPerson): boolean {
  return template !== null && (entryRule === 'faceAndHeld' || accommodations.length > 0);
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-people': KioskPeople;
  }
}
