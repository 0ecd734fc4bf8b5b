/**
 * @file `<kiosk-person>`: the record of one enrolled person, and what the operator may do with it: change, enrol again,
 * suspend, hand over what is stored, delete. It shows no picture and no biometric data.
 */
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '@awesome.me/webawesome/dist/components/option/option.js';
import '@awesome.me/webawesome/dist/components/select/select.js';
import type WaSelect from '@awesome.me/webawesome/dist/components/select/select.js';
import { badgesInUse } from '../../src/core/enrolment/details.ts';
import { hoursOf, isKnownSchedule, scheduleOf } from '../../src/core/schedule/schedule.ts';
import { ALWAYS, AS_EVERYBODY } from '../../src/core/schedule/types.ts';
import type { NamedPerson } from '../../src/core/template/types.ts';
import { dateText } from '../../src/locales/moments.ts';
import { enrolledWithoutText } from '../../src/locales/enrolment.ts';
import { accommodationText, entryText } from '../../src/locales/entry.ts';
import { subjectIdOf } from '../../src/storage/log/audit-query.ts';
import { hoursText } from '../../src/locales/hours.ts';
import { baseStyles } from '../../src/ui/elements/base-styles.ts';
import { dialogStyles } from './dialog-styles.ts';
import '../../src/ui/elements/kiosk-icon.ts';
import type { IconName } from '../../src/ui/elements/kiosk-icon.ts';
import { panelStyles } from '../../src/ui/elements/panel-styles.ts';
import { saveFile } from '../../src/ui/elements/save-file.ts';
import type { KioskSession } from '../../src/kiosk/session.ts';
import './agreed-text.ts';
import './person-edit.ts';
import type { PersonEdit } from './person-edit.ts';
import { personFile } from './person-file.ts';
import { consentText, templateText, viewsTakenText } from './person-words.ts';
import '../../src/ui/elements/note.ts';
import { hasUnsaved, mayLose } from '../../src/ui/elements/unsaved.ts';
import { WorkController } from '../../src/ui/elements/work-controller.ts';
import { perLanguage } from '../../src/ui/elements/per-language.ts';

/** Events, each with the NamedPerson as its detail: `reenrol`, `delete`; and `closed`. */
@localized()
@customElement('kiosk-person')
export class KioskPerson extends LitElement {
  static override styles = [
    baseStyles,
    dialogStyles,
    panelStyles,
    css`
      wa-dialog {
        --width: min(34rem, 94vw);
      }
      .acts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(14rem, 100%), 1fr));
        gap: var(--kiosk-space-3);
      }
    `,
  ];

  @property({ attribute: false }) session!: KioskSession;
  /** Null keeps it closed. */
  @property({ attribute: false }) subject: NamedPerson | null = null;
  /** When the person was let in last, in words. */
  @property({ attribute: false }) lastSeen = '';
  @state() private _editing = false;
  private readonly _work = new WorkController(this);

  override render() {
    const { subject } = this;
    return html`<wa-dialog
      ?open=${subject !== null}
      label=${subject?.name ?? ''}
      @wa-hide=${(event: Event) => {
        // The dialog stays open until the work is done.
        if (event.target !== event.currentTarget) return;
        if (this._work.busy || hasUnsaved()) event.preventDefault();
        if (!this._work.busy && hasUnsaved()) void this._askToClose();
      }}
      @wa-after-hide=${(event: Event) => {
        if (event.target === event.currentTarget) this._close();
      }}
    >
      ${subject === null ? nothing : this._content(subject)}
    </wa-dialog>`;
  }

  private _content(subject: NamedPerson): TemplateResult {
    if (this._editing) {
      return html`<div class="stack">
        ${this._work.outcome()}
        <kiosk-person-edit
          .subject=${subject}
          .badgesInUse=${badgesInUse(this.session.people.subjects.values(), subject.id)}
          .saving=${this._work.busy}
          @details=${(event: CustomEvent<PersonEdit>) => this._change(subject, event.detail)}
          @back=${() => {
            this._edit(false);
          }}
        ></kiosk-person-edit>
      </div>`;
    }
    return html`<div class="stack">
      ${this._work.outcome()} ${this._standing(subject)} ${this._facts(subject)}
      <kiosk-agreed-text
        .consent=${subject.consent}
        .site=${this.session.site.rules.consent}
      ></kiosk-agreed-text>
      ${this._hours(subject)}
      <div class="acts">
        ${this._act('id-card', msg('Edit'), () => {
          this._edit(true);
        })}
        ${this._act('refresh', msg('Enrol again'), () => this._leaveFor('reenrol', subject))}
        ${
          subject.suspendedAtMs === null
            ? this._act('pause', msg('Suspend'), () => this._suspend(subject, true))
            : this._act('check', msg('Lift the suspension'), () => this._suspend(subject, false))
        }
        ${this._act('download', msg('Save what is stored'), () => this._disclose(subject))}
        <wa-button appearance="outlined" variant="danger" @click=${() => this._leaveFor('delete', subject)}>
          <kiosk-icon slot="start" name="trash"></kiosk-icon>${msg('Delete')}
        </wa-button>
      </div>
    </div>`;
  }

  private _standing(subject: NamedPerson): TemplateResult | typeof nothing {
    if (subject.suspendedAtMs !== null) {
      return html`<kiosk-note tone="warn" icon="pause"
        >${msg(str`Suspended since ${dateText(subject.suspendedAtMs)}: the door does not let this person in until the suspension is lifted.`)}</kiosk-note
      >`;
    }
    if (this.session.people.outdated.some(({ id }) => id === subject.id)) {
      return html`<kiosk-note tone="warn"
        >${msg('Cannot be recognised: enrolled with another model. Enrol again.')}</kiosk-note
      >`;
    }
    if (!subject.skippedViews?.length) return nothing;
    const advice = msg('To take them, press “Enrol again”.');
    return html`<kiosk-note tone="warn"
      >${`${enrolledWithoutText(subject.skippedViews)}. ${advice}`}</kiosk-note
    >`;
  }

  private _facts(subject: NamedPerson): TemplateResult {
    const { badge, enrolledAtMs, consent } = subject;
    const { rules, logDays } = this.session.site;
    const facts: readonly (readonly [string, string])[] = [
      [msg('Badge number'), badge ?? msg('none')],
      [msg('Enrolled on'), dateText(enrolledAtMs)],
      [msg('Template'), templateText(subject)],
      ...(subject.template === null ? [] : [[msg('Views'), viewsTakenText(subject)] as const]),
      [msg('Enters with'), entryText(subject)],
      ...accommodationsFact(subject),
      [msg('Last let in'), this.lastSeen],
      [msg('Consent'), consentText(subject, rules.consent, logDays, this.session.fleet.reach)],
      [msg('Kept until'), dateText(consent.retainUntilMs)],
      ...this._hoursFact(subject),
    ];
    return html`<dl>
      ${facts.map(
        ([term, text]) =>
          html`<dt>${term}</dt>
            <dd>${text}</dd>`,
      )}
    </dl>`;
  }

  /** For an operator, who may not change the hours. */
  private _hoursFact(subject: NamedPerson): readonly (readonly [string, string])[] {
    const { session } = this;
    if (!hasHours(session.site, subject) || session.access.may('rules')) return [];
    const hours = hoursOf(session.site.rules.schedules, subject);
    return [[msg('May enter'), hoursText(hours, document.documentElement.lang || 'en')]];
  }

  private _hours(subject: NamedPerson) {
    const { session } = this;
    if (!hasHours(session.site, subject)) return nothing;
    if (!session.access.may('rules')) {
      return html`<p class="quiet small">${msg('Only the administrator can change the access hours.')}</p>`;
    }
    const { schedules } = session.site.rules;
    const { site, named } = schedules;
    const given = scheduleOf(schedules, subject);
    const isOfRecord = this._isBySite || subject.schedule !== null;
    const language = document.documentElement.lang || 'en';
    return perLanguage(
      html`<wa-select
        label=${msg('May enter')}
        hint=${this._isBySite ? msg('The schedules are those of the site. Which one a person has holds at every door.') : nothing}
        .value=${given}
        ?disabled=${this._work.busy || (isOfRecord && !session.access.may('people'))}
        @change=${(event: Event) => this._assign(subject, (event.target as WaSelect).value as string)}
      >
        ${
          isKnownSchedule(schedules, given)
            ? nothing
            : html`<wa-option value=${given}
                >${msg('Never: this door does not have the person’s schedule')}</wa-option
              >`
        }
        <wa-option value=${AS_EVERYBODY}>${msg(str`As everybody: ${hoursText(site, language)}`)}</wa-option>
        <wa-option value=${ALWAYS}>${msg('At any time')}</wa-option>
        ${named.map((schedule) => html`<wa-option value=${schedule.id}><bdi>${schedule.name}</bdi>: ${hoursText(schedule.windows, language)}</wa-option>`)}
      </wa-select>`,
    );
  }

  /** The console of the fleet decides the schedules: then which one somebody has goes with their record. */
  private get _isBySite(): boolean {
    return this.session.site.decided.has('schedules');
  }

  private async _assign({ id, schedule: ofRecord }: NamedPerson, schedule: string): Promise<void> {
    await this._work.run(async () => {
      if (!this._isBySite) await this._assignHere(id, schedule);
      const next = this._isBySite ? schedule : null;
      if (next === ofRecord) return;
      this.session.access.storeFor('rules');
      const store = this.session.access.storeFor('people');
      await store.changeSubject(id, { schedule: next }, Date.now());
      await this.session.people.refresh();
    });
  }

  private _assignHere(subjectId: string, schedule: string): Promise<void> {
    return this.session.site.changeRules(
      (before) => {
        const assigned = { ...before.schedules.assigned, [subjectId]: schedule };
        if (schedule === AS_EVERYBODY) Reflect.deleteProperty(assigned, subjectId);
        return { ...before, schedules: { ...before.schedules, assigned } };
      },
      { kind: 'scheduled', subjectId },
    );
  }

  private _act(icon: IconName, text: string, act: () => unknown): TemplateResult {
    return html`<wa-button appearance="outlined" ?disabled=${this._work.busy} @click=${act}>
      <kiosk-icon slot="start" name=${icon}></kiosk-icon>${text}
    </wa-button>`;
  }

  private async _change(subject: NamedPerson, details: PersonEdit): Promise<void> {
    await this._work.run(async () => {
      const store = this.session.access.storeFor('people');
      await store.changeSubject(subject.id, details, Date.now());
      await this.session.people.refresh();
      this._editing = false;
    });
  }

  private async _suspend(subject: NamedPerson, suspended: boolean): Promise<void> {
    await this._work.run(async () => {
      const store = this.session.access.storeFor('people');
      const nowMs = Date.now();
      await store.changeSubject(subject.id, { suspendedAtMs: suspended ? nowMs : null }, nowMs);
      await this.session.people.refresh();
    });
  }

  /** The log entry comes first, so that no file is handed over without a trace. */
  private async _disclose(subject: NamedPerson): Promise<void> {
    await this._work.run(async () => {
      const store = this.session.access.storeFor('people');
      const nowMs = Date.now();
      await store.appendAudit({ kind: 'disclosed', subjectId: subject.id }, nowMs);
      const content = personFile(
        subject,
        await store.auditEntries((entry) => subjectIdOf(entry) === subject.id),
        nowMs,
      );
      saveFile(content, 'application/json', `facegate-person-${subject.id}.json`);
    });
  }

  private _leaveFor(event: 'reenrol' | 'delete', subject: NamedPerson): void {
    this._close();
    this.dispatchEvent(new CustomEvent(event, { detail: subject }));
  }

  private _edit(editing: boolean): void {
    this._work.clear();
    this._editing = editing;
  }

  private async _askToClose(): Promise<void> {
    if (await mayLose(this)) this._close();
  }

  private _close(): void {
    this._editing = false;
    this._work.clear();
    this.dispatchEvent(new Event('closed'));
  }
}

/** Only of whom something is noted. */
function accommodationsFact({ accommodations }: NamedPerson): readonly (readonly [string, string])[] {
  if (accommodations.length === 0) return [];
  return [[msg('Noted for the door'), accommodations.map(accommodationText).join(' · ')]];
}

/** Somebody may pass at some times only. */
function hasHours({ rules }: KioskSession['site'], { schedule }: NamedPerson): boolean {
  const { site, named } = rules.schedules;
  return site !== null || named.length > 0 || schedule !== null;
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-person': KioskPerson;
  }
}
