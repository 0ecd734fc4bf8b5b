/** @file `<fleet-person-form>`: a person's name and badge, their hours, and whether they are suspended. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import '@awesome.me/webawesome/dist/components/option/option.js';
import '@awesome.me/webawesome/dist/components/select/select.js';
import type WaSelect from '@awesome.me/webawesome/dist/components/select/select.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, html } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { checkDetails, NAME_MAX } from '../core/enrolment/details.ts';
import { isKnownSchedule } from '../core/schedule/schedule.ts';
import { ALWAYS, AS_EVERYBODY } from '../core/schedule/types.ts';
import { detailsProblemText } from '../locales/enrolment.ts';
import { SpokenError } from '../locales/errors.ts';
import { inWords } from '../locales/fleet-errors.ts';
import { hoursText } from '../locales/hours.ts';
import { momentText } from '../locales/moments.ts';
import { baseStyles } from '../ui/elements/base-styles.ts';
import '../ui/elements/kiosk-icon.ts';
import '../ui/elements/note.ts';
import { WorkController } from '../ui/elements/work-controller.ts';
import { ConsoleController } from './session-controller.ts';
import type { ConsoleSession } from './site/console-session.ts';
import type { KnownPerson, PersonEdit } from './site/people-api.ts';
import { unheardText } from './unheard-doors.ts';

const EACH_DOOR = 'each';

/** Dispatches `done` when it was saved, and `erase` when the person is to be erased. */
@localized()
@customElement('fleet-person-form')
export class FleetPersonForm extends LitElement {
  static override styles = baseStyles;

  @property({ attribute: false }) session!: ConsoleSession;
  @property({ attribute: false }) person!: KnownPerson;
  /** As the form was filled; what others change meanwhile does not overwrite what is typed. */
  @state() private _begun: KnownPerson | null = null;
  @query('wa-input[name="name"]') private _name!: WaInput;
  @query('wa-input[name="badge"]') private _badge!: WaInput;
  @query('wa-select[name="schedule"]') private _chosen!: WaSelect | null;
  private readonly _work = new WorkController(this);

  constructor() {
    super();
    // Doors hear of a suspension one after the other.
    new ConsoleController(this, () => this.session);
  }

  override render() {
    this._begun ??= this.person;
    const begun = this._begun;
    const { suspendedAtMs } = this.person;
    return html`<form class="stack" @submit=${this._save}>
      <wa-input
        name="name"
        autocomplete="off"
        required
        maxlength=${NAME_MAX}
        label=${msg('Name')}
        value=${begun.name}
      ></wa-input>
      <wa-input
        name="badge"
        autocomplete="off"
        autocapitalize="off"
        label=${msg('Badge number')}
        value=${begun.badge ?? ''}
      ></wa-input>
      ${this._schedule(begun)}
      ${
        suspendedAtMs === null
          ? null
          : html`<kiosk-note tone="warn"
              >${msg(str`Suspended since ${momentText(suspendedAtMs)}: no door lets this person in.`)}
              ${unheardText(this.person.revision, this.session.doors.doors)}</kiosk-note
            >`
      }
      ${this._work.outcome()}
      <wa-button type="submit" size="l" variant="brand" ?loading=${this._work.busy}>${msg('Save')}</wa-button>
      <wa-button
        size="l"
        appearance="outlined"
        ?disabled=${this._work.busy}
        @click=${() => this._do(() => Promise.resolve({ suspendedAtMs: suspendedAtMs === null ? Date.now() : null }))}
        >${suspendedAtMs === null ? msg('Suspend at every door') : msg('Let in again')}</wa-button
      >
      <wa-button
        size="l"
        appearance="plain"
        variant="danger"
        ?disabled=${this._work.busy}
        @click=${() => this.dispatchEvent(new Event('erase'))}
      >
        <kiosk-icon slot="start" name="trash"></kiosk-icon>${msg('Erase at every door')}
      </wa-button>
    </form>`;
  }

  /** Only where the console decides the schedules, or did: otherwise each door gives its own. */
  private _schedule({ schedule }: KnownPerson) {
    const { schedules } = this.session.rules.decisions;
    if (schedules === undefined && schedule === null) return null;
    const named = schedules ?? [];
    const language = document.documentElement.lang || 'en';
    return html`<wa-select name="schedule" label=${msg('May enter')} .value=${schedule ?? EACH_DOOR}>
      ${
        schedule === null || isKnownSchedule({ named }, schedule)
          ? null
          : html`<wa-option value=${schedule}
              >${msg('Never: the console does not have the person’s schedule')}</wa-option
            >`
      }
      <wa-option value=${EACH_DOOR}>${msg('Each door decides')}</wa-option>
      <wa-option value=${AS_EVERYBODY}>${msg('As everybody')}</wa-option>
      <wa-option value=${ALWAYS}>${msg('At any time')}</wa-option>
      ${named.map(({ id, name, windows }) => html`<wa-option value=${id}><bdi>${name}</bdi>: ${hoursText(windows, language)}</wa-option>`)}
    </wa-select>`;
  }

  private _save(event: Event): void {
    event.preventDefault();
    const chosen = this._chosen?.value ?? null;
    const schedule = typeof chosen === 'string' && chosen !== EACH_DOOR ? chosen : null;
    const typed = { name: this._name.value ?? '', badge: this._badge.value ?? '' };
    this._do(async () => {
      const holder = typed.badge === '' ? null : await this.session.people.holderOf(typed.badge);
      const isTaken = holder !== null && holder !== this.person.id;
      const check = checkDetails(typed, isTaken ? [typed.badge] : []);
      if (!check.ok) throw new SpokenError(check.problems.map(detailsProblemText).join(' '));
      const { name, badge } = check.details;
      // What was not changed here may have been changed elsewhere.
      return {
        ...(name === this._begun?.name ? {} : { name }),
        ...(badge === this._begun?.badge ? {} : { badge }),
        ...(schedule === this._begun?.schedule ? {} : { schedule }),
      };
    });
  }

  private _do(decide: () => Promise<PersonEdit>): void {
    void this._work.run(() =>
      inWords(async () => {
        await this.session.people.edit(this.person.id, await decide());
        this.dispatchEvent(new Event('done'));
      }),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fleet-person-form': FleetPersonForm;
  }
}
